import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findInstallation } from '../../src/openclaw/find-installation.ts'
import type { RecoveryPoint } from '../../src/recovery/recovery-point.ts'
import { planRecoveryPoint, takeRecoveryPoint } from '../../src/recovery/take.ts'
import { verifyPoint } from '../../src/recovery/verify.ts'
import { addGlobally, pnpmPaths } from '../doubles/pnpm/pnpm.ts'
import { type Host, makeHost } from './fixture.ts'

let host: Host
let at: { home: string; registry: string }
let point: RecoveryPoint
let before: Record<string, string>
beforeEach(async () => {
  host = makeHost()
  at = { home: join(host.home, '.local/share/pnpm'), registry: join(host.home, 'registry') }
  for (const version of ['2026.9.5', '2026.9.6']) {
    const manifest = JSON.stringify({ name: 'openclaw', version }, null, 2)
    host.put(`registry/${version}/package.json`, manifest)
    host.put(`registry/${version}/openclaw.mjs`, `// ${version}`)
  }
  addGlobally(at, '2026.9.5')
  const entry = join(pnpmPaths(at).root, 'openclaw.mjs')
  const installation = await findInstallation(host.world, entry)
  before = photograph()
  const gateway = { ...host.gateway, installation, entry }
  const request = { id: 'first', runId: 'run', reason: 'before-update' as const }
  point = await takeRecoveryPoint(host.world, await planRecoveryPoint(host.world, gateway, request))
})
afterEach(() => host.remove())

/** What pnpm has of it, but for what another version left in the store. */
function photograph(): Record<string, string> {
  const seen: Record<string, string> = {}
  const packageFolder = realpathSync(pnpmPaths(at).root)
  for (const folder of [join(at.home, 'global'), join(at.home, 'bin'), join(packageFolder, '..')])
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name)
      if (entry.isSymbolicLink()) seen[path] = `-> ${readlinkSync(path)}`
      else if (entry.isFile()) seen[path] = readFileSync(path, 'utf8')
    }
  return seen
}

test('it is whole, links included, and stays so when pnpm writes its launcher anew in place', async () => {
  expect(await verifyPoint(host.world, point.path)).toEqual([])
  addGlobally(at, '2026.9.6')
  expect(await verifyPoint(host.world, point.path)).toEqual([])
  const { root } = pnpmPaths(at)
  expect(readFileSync(join(point.path, 'package', root, 'openclaw.mjs'), 'utf8')).toBe('// 2026.9.5')
})

test('rescue.sh puts every part back, also when pnpm’s store is gone', () => {
  const pad = join(realpathSync(pnpmPaths(at).root), '../left-pad')
  const deepPad = realpathSync(join(realpathSync(pad), '../deep-pad/index.js'))
  host.stop()
  addGlobally(at, '2026.9.6')
  rmSync(pnpmPaths(at).store, { recursive: true })
  const bin = join(host.home, 'bin')
  mkdirSync(bin)
  writeFileSync(join(bin, 'systemctl'), '#!/bin/sh\nexit 1\n')
  chmodSync(join(bin, 'systemctl'), 0o755)
  const env = { PATH: `${bin}:/usr/bin:/bin` }
  const ran = spawnSync('/bin/sh', [join(point.path, 'rescue.sh'), '--yes'], { env, encoding: 'utf8' })
  expect(ran).toMatchObject({ status: 0, stderr: '' })
  const after = photograph()
  expect(after).toMatchObject(before)
  expect(readFileSync(deepPad, 'utf8')).toBe('deep-pad')
  // The install folder of the newer one: nothing leads to it.
  const more = Object.keys(after).filter(path => !(path in before))
  expect(more.every(path => path.startsWith(join(at.home, 'global/v11/')))).toBe(true)
})
