import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { systemCommands } from '../../../src/adapters/commands.ts'
import { createFiles } from '../../../src/adapters/files.ts'
import type { Gateway } from '../../../src/openclaw/gateway.ts'
import { findPnpm, pnpmEnvironment } from '../../../src/phases/update/find-pnpm.ts'
import { gateway as npmGateway } from '../../doubles/fake-update-host.ts'
import { pnpmPaths, writePnpm } from '../../doubles/pnpm/pnpm.ts'

let folder: string
let home: string
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'moltd-pnpm-')))
  home = join(folder, 'pnpm')
  mkdirSync(home)
})
afterEach(() => rmSync(folder, { recursive: true }))

function gatewayOf(path = ''): Gateway {
  const { root, shim } = pnpmPaths({ home })
  const facts = { prefix: home, version: '2026.9.5', launchers: [], shims: [shim] }
  return {
    ...npmGateway,
    installation: { kind: 'pnpm', root, ...facts },
    node: { path: process.execPath, version: process.versions.node },
    definition: { ...npmGateway.definition, environment: { HOME: folder, PATH: path } },
  }
}

const world = () => ({
  commands: systemCommands,
  files: createFiles(),
  environment: { PATH: '/usr/bin:/bin' },
})

test('the pnpm in its own folder for launchers is found, whatever the PATH says', async () => {
  writePnpm(home)
  expect(await findPnpm(world(), gatewayOf())).toEqual({ path: join(home, 'bin/pnpm'), version: '12.21.0' })
})

test('a pnpm whose global packages lie elsewhere is not the one, and where it was looked for is named', async () => {
  const other = join(folder, 'other')
  mkdirSync(other)
  const older = '#!/bin/sh\n[ "$1" = root ] && echo "$PNPM_HOME/global/5/node_modules" || echo 10.34.9\n'
  writeFileSync(join(other, 'pnpm'), older, { mode: 0o755 })
  const found = await findPnpm(world(), gatewayOf(other))
  const looked = [join(home, 'bin'), home, other].join(', ')
  const { globalFolder } = pnpmPaths({ home })
  expect(found).toEqual({
    missing: expect.stringContaining(
      `no pnpm that keeps its global packages in ${globalFolder} is in ${looked}`,
    ),
  })
})

test.each([
  ['12.3.0', { version: '12.21.0' }],
  [
    '11.28.11',
    { missing: expect.stringMatching(/^pnpm 11\.28\.11 installed it, and .* is 12\.21\.0, which/) },
  ],
])('where pnpm %s installed it, the pnpm of today is %j', async (installedBy, expected) => {
  writePnpm(home)
  const modules = join(pnpmPaths({ home }).link, 'node_modules')
  mkdirSync(modules, { recursive: true })
  writeFileSync(join(modules, '.modules.yaml'), `{\n  "packageManager": "pnpm@${installedBy}",\n}\n`)
  expect(await findPnpm(world(), gatewayOf())).toMatchObject(expected)
})

test('pnpm is told its home, and finds the unit’s Node first and its launchers on the PATH', () => {
  const { PNPM_HOME, PATH } = pnpmEnvironment(world(), gatewayOf('/usr/bin'))
  expect(PNPM_HOME).toBe(home)
  expect(PATH.split(':')[0]).toBe(dirname(process.execPath))
  expect(PATH.split(':')).toEqual(expect.arrayContaining(['/usr/bin', join(home, 'bin')]))
})
