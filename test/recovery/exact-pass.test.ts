import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { installDropIn, removeDropIn, stopHook } from '../../src/recovery/drop-in.ts'
import { armExactPass, disarmExactPass } from '../../src/recovery/exact-pass.ts'
import { readExactState } from '../../src/recovery/exact-state.ts'
import type { RecoveryPoint } from '../../src/recovery/recovery-point.ts'
import { awkward, type Host, makeHost, takePointOf } from './fixture.ts'

let host: Host
let point: RecoveryPoint
beforeEach(async () => {
  host = makeHost()
  await installDropIn(host.world, host.gateway)
  point = await takePointOf(host)
})
afterEach(() => host.remove())

const arm = () => armExactPass(host.world, host.gateway, point)
const copied = async () => [...((await readExactState(host.world, point.path))?.copied ?? [])].sort()

test('not armed, a stop does nothing, and fast', async () => {
  const startedMs = performance.now()
  host.stop()
  expect(performance.now() - startedMs).toBeLessThan(500)
  expect(existsSync(join(point.path, 'exact'))).toBe(false)
})

test('armed, only what changed since the live pass is copied, and a database with all that belongs to it', async () => {
  await arm()
  host.addJob('between the passes')
  host.put('.openclaw/agents/main/new.json', '{}')
  host.put('.openclaw/workspace/notes.md', 'not ours')
  host.put('.openclaw/agents/main/desk/mine.md', 'not ours either')
  host.put('.openclaw/agents/main/session.lock', 'stale')
  host.kill()
  expect(await copied()).toEqual(
    [
      `agents/main/${awkward}`,
      'agents/main/new.json',
      'state/openclaw.sqlite',
      'state/openclaw.sqlite-shm',
      'state/openclaw.sqlite-wal',
    ].sort(),
  )
})

test('the list at the stop knows what was deleted', async () => {
  await arm()
  rmSync(join(host.gateway.stateFolder, 'cron'), { recursive: true })
  host.stop()
  const exact = await readExactState(host.world, point.path)
  expect(exact?.existing.has('cron/jobs.json')).toBe(false)
  expect(exact?.existing.has(`agents/main/${awkward}`)).toBe(true)
  expect(exact?.existing.has('credentials/discord.json')).toBe(true)
})

test('a file moved in with old times and the same size is seen to have changed', async () => {
  const { files } = host.world
  const path = join(host.gateway.stateFolder, 'credentials/discord.json')
  await arm()
  await files.copyFile(path, `${path}.new`)
  writeFileSync(`${path}.new`, '[]')
  spawnSync('touch', ['-r', path, `${path}.new`])
  await files.move(`${path}.new`, path)
  host.stop()
  expect(await copied()).toContain('credentials/discord.json')
})

test('a crash and restart before the real stop does not freeze an early state', async () => {
  await arm()
  host.kill()
  host.put('.openclaw/late.json', '1')
  host.stop()
  expect(await copied()).toContain('late.json')
})

test('once another version has run, the pass never replaces what it has, not even when the old files are back', async () => {
  await arm()
  host.put('.openclaw/before.json', '1')
  host.stop()
  const before = await copied()
  const packageJson = join(host.gateway.installation.root, 'package.json')
  const old = readFileSync(packageJson, 'utf8')
  host.becomeNewer()
  host.stop()
  expect(await copied()).toEqual(before)
  rmSync(packageJson)
  writeFileSync(packageJson, old)
  host.stop()
  expect(await copied()).toEqual(before)
})

test('a database that was migrated before the stop is not taken for the old one', async () => {
  const packageJson = readFileSync(join(host.gateway.installation.root, 'package.json'))
  await arm()
  host.stop()
  const before = await copied()
  host.becomeNewer()
  writeFileSync(join(host.gateway.installation.root, 'package.json'), packageJson)
  host.stop()
  expect(await copied()).toEqual(before)
})

test('the program replaced under the running gateway: its last stop still counts, by the id of its life', async () => {
  const { script } = { script: join(host.world.places.dataFolder, 'exact-pass.sh') }
  expect(existsSync(script)).toBe(true)
  await arm()
  const armed = join(host.world.places.dataFolder, 'armed', host.gateway.unit)
  const lines = readFileSync(armed, 'utf8').split('\n')
  writeFileSync(armed, `${[...lines.slice(0, 4), 'abc123'].join('\n')}\n`)
  const packageJson = join(host.gateway.installation.root, 'package.json')
  rmSync(packageJson)
  writeFileSync(packageJson, JSON.stringify({ name: 'openclaw', version: '2026.9.6' }, null, 2))
  host.addJob('still the old one')
  host.stop({ INVOCATION_ID: 'abc123' })
  expect(await copied()).toContain('state/openclaw.sqlite')
  expect(existsSync(join(point.path, 'frozen'))).toBe(true)
})

test('a pass that cannot be completed leaves the earlier one, and the gateway is none the wiser', async () => {
  await arm()
  host.put('.openclaw/early.json', '1')
  host.stop()
  rmSync(join(point.path, 'live-list'))
  host.put('.openclaw/late.json', '1')
  host.stop()
  expect(await copied()).toContain('early.json')
})

test('killed between its two renames, the pass still has its earlier result', async () => {
  await arm()
  host.stop()
  await host.world.files.move(join(point.path, 'exact'), join(point.path, 'exact.old'))
  expect((await readExactState(host.world, point.path))?.existing.size).toBeGreaterThan(0)
})

test('disarmed, it does nothing again; disarming twice is fine', async () => {
  await arm()
  await disarmExactPass(host.world, host.gateway)
  await disarmExactPass(host.world, host.gateway)
  host.stop()
  expect(existsSync(join(point.path, 'exact'))).toBe(false)
})

test('the drop-in is written once, reloads once, and goes without a trace', async () => {
  const path = `${host.gateway.definition.fragmentPath}.d/60-moltd.conf`
  expect(host.reloads.count).toBe(1)
  await installDropIn(host.world, host.gateway)
  expect(host.reloads.count).toBe(1)
  expect(readFileSync(path, 'utf8')).toContain(
    `ExecStopPost=-/bin/sh "${host.world.places.dataFolder}/exact-pass.sh"`,
  )
  expect(readFileSync(path, 'utf8')).not.toMatch(/@\w+@/)
  await removeDropIn(host.world, host.gateway)
  await removeDropIn(host.world, host.gateway)
  expect(existsSync(path)).toBe(false)
  expect(host.reloads.count).toBe(2)
})

test('without systemd the same script is the stop hook', () => {
  expect(stopHook(host.world.places, host.gateway)).toEqual([
    '/bin/sh',
    `${host.world.places.dataFolder}/exact-pass.sh`,
    `${host.world.places.dataFolder}/armed/openclaw-gateway.service`,
    '30',
  ])
})
