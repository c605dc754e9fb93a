import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createFiles } from '../../../src/adapters/files.ts'
import { stagedRootOf, stageFolderOf } from '../../../src/phases/update/stage-package.ts'
import { oldRootOf, swapPackage } from '../../../src/phases/update/swap-package.ts'
import { gateway as example } from '../../doubles/fake-update-host.ts'

let prefix = ''
beforeEach(() => {
  prefix = mkdtempSync(join(tmpdir(), 'swap-'))
})
afterEach(() => rmSync(prefix, { recursive: true }))

function prepare() {
  const root = join(prefix, 'lib/node_modules/openclaw')
  const gateway = { ...example, installation: { ...example.installation, root, prefix } }
  const stage = stageFolderOf(gateway, 'r1')
  for (const folder of [root, join(prefix, 'bin'), stagedRootOf(stage), join(stage, 'bin')]) {
    mkdirSync(folder, { recursive: true })
  }
  writeFileSync(join(root, 'openclaw.mjs'), 'old')
  writeFileSync(join(stagedRootOf(stage), 'openclaw.mjs'), 'new')
  for (const bin of [join(prefix, 'bin'), join(stage, 'bin')]) {
    symlinkSync('../lib/node_modules/openclaw/openclaw.mjs', join(bin, 'openclaw'))
  }
  symlinkSync('../lib/node_modules/openclaw/dist/tool.js', join(stage, 'bin', 'claw-tool'))
  return { root, gateway, stage }
}

test('the new tree is in place, the old one beside it, and the launchers lead to the new one', async () => {
  const { root, gateway, stage } = prepare()
  await swapPackage({ files: createFiles() }, gateway, 'r1', stage)
  expect(readFileSync(join(prefix, 'bin/openclaw'), 'utf8')).toBe('new')
  expect(readFileSync(join(oldRootOf(gateway, 'r1'), 'openclaw.mjs'), 'utf8')).toBe('old')
  expect(readFileSync(join(root, 'openclaw.mjs'), 'utf8')).toBe('new')
})

test('a launcher that the new version adds is added', async () => {
  const { gateway, stage } = prepare()
  await swapPackage({ files: createFiles() }, gateway, 'r1', stage)
  expect(readlinkSync(join(prefix, 'bin/claw-tool'))).toBe('../lib/node_modules/openclaw/dist/tool.js')
})

test('with the old tree gone already, the new one is put in place all the same', async () => {
  const { root, gateway, stage } = prepare()
  rmSync(root, { recursive: true })
  await swapPackage({ files: createFiles() }, gateway, 'r1', stage)
  expect(readFileSync(join(root, 'openclaw.mjs'), 'utf8')).toBe('new')
})
