import { chmod, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { systemClock } from '../../../src/adapters/clock.ts'
import { resolveGateway } from '../../../src/openclaw/discover.ts'
import type { Observation } from '../../../src/phases/check/observation.ts'
import { preflight } from '../../../src/phases/preflight/index.ts'
import type { Processes, ProcessInfo } from '../../../src/ports/processes.ts'
import { createNpmHome, type NpmHome } from '../../openclaw/npm-home.ts'
import { anObservation } from '../an-observation.ts'

const unit = 'openclaw-gateway.service'
let at: NpmHome
let running: ProcessInfo[]
beforeEach(async () => {
  at = await createNpmHome()
  at.addUnit(unit)
  running = []
})
afterEach(() => at.remove())

interface Changes {
  observation?: Partial<Observation>
  nodeRange?: string | null
  nodePath?: string
  availableBytes?: (path: string) => number
  uid?: number
}

async function clear(changes: Changes = {}) {
  const gateway = await resolveGateway(at.world, unit)
  const processes: Pick<Processes, 'list' | 'contextOf'> = {
    list: async () => running,
    contextOf: async () => ({ workingDirectory: null, environment: { HOME: at.home } }),
  }
  const space = changes.availableBytes
  const world = {
    ...at.world,
    clock: systemClock,
    processes: processes as Processes,
    places: { ...at.world.places, uid: changes.uid ?? at.world.places.uid },
    files: {
      ...at.world.files,
      ...(space && { space: async (path: string) => ({ availableBytes: space(path), totalBytes: 1e12 }) }),
    },
  }
  const observation: Observation = {
    ...anObservation,
    gateway: { ...gateway, node: { ...gateway.node, ...(changes.nodePath && { path: changes.nodePath }) } },
    candidate: {
      source: 'stable',
      version: '2026.9.6',
      manifest: {
        version: '2026.9.6',
        nodeRange: changes.nodeRange ?? '>=22',
        integrity: null,
        unpackedBytes: null,
      },
    },
    ...changes.observation,
  }
  const recoveryFolder = join(at.home, '.local/share/moltd/recovery')
  const clearance = await preflight(world, { observation, remedies: [], recoveryFolder })
  const named = (name: string) => {
    const found = clearance.checks.find(check => check.name === name)
    if (found === undefined) throw new Error(`no check ${name}`)
    return found
  }
  return { ...clearance, named }
}

test('an ordinary installation is cleared, and its sizes are known', async () => {
  await at.write('.openclaw/big', 'x'.repeat(5000))
  const { cleared, sizes, checks } = await clear()
  expect(checks.filter(check => check.weight === 'required' && check.answer !== 'pass')).toEqual([])
  expect(cleared).toBe(true)
  expect(sizes.stateBytes).toBeGreaterThan(5000)
  expect(sizes.packageBytes).toBeGreaterThan(50)
})

test('a gateway that never ran has no state to keep', async () => {
  await rm(join(at.home, '.openclaw'), { recursive: true })
  const { cleared, sizes } = await clear()
  expect([cleared, sizes.stateBytes]).toEqual([true, 0])
})

test('every failing check says why and what to do', async () => {
  const { checks } = await clear({ nodeRange: '>=99', availableBytes: () => 0, uid: 4_000_000 })
  const failing = checks.filter(check => check.answer === 'fail')
  expect(failing.length).toBeGreaterThan(2)
  for (const check of failing) expect([check.name, check.reason, check.hint]).not.toContain(null)
})

test('a Node that the candidate does not take blocks, with one command', async () => {
  const path = '/home/claw/.nvm/versions/node/v22.22.3/bin/node'
  const { cleared, named } = await clear({ nodeRange: '>=99.1.0 <100', nodePath: path })
  expect(cleared).toBe(false)
  expect(named('node-range')).toMatchObject({
    answer: 'fail',
    reason: `2026.9.6 needs Node >=99.1.0 <100; ${unit} runs ${process.versions.node} (${path})`,
    hint: 'Install Node 99.1.0 or newer and let the unit use it: `nvm install 99 && nvm exec 99 openclaw gateway install --force`',
  })
  expect(named('stable-node-path')).toMatchObject({ answer: 'fail', weight: 'advisory' })
})

test('an unreadable Node range clears nothing', async () => {
  const { cleared, named } = await clear({ nodeRange: 'whatever' })
  expect(named('node-range').answer).toBe('unknown')
  expect(cleared).toBe(false)
})

test('too little room blocks, and says how much is wanted where', async () => {
  const { cleared, named } = await clear({ availableBytes: () => 100 * 1024 ** 2 })
  expect(cleared).toBe(false)
  expect(named('disk-space').reason).toMatch(/^25[67] MiB for the new package.* 100 MiB free/)
})

test('a package of somebody else blocks, with the file and the command', async () => {
  const { cleared, named } = await clear({ uid: 4_000_000 })
  expect(cleared).toBe(false)
  expect(named('package-writable')).toMatchObject({
    answer: 'fail',
    reason: expect.stringContaining(`${at.root} belongs to somebody else`),
    hint: `Take it over: \`sudo chown -R 4000000 ${at.prefix}\``,
  })
})

test('a read-only folder deep in the package blocks', async () => {
  await chmod(join(at.root, 'dist'), 0o555)
  const { named } = await clear()
  await chmod(join(at.root, 'dist'), 0o755)
  expect(named('package-writable')).toMatchObject({
    answer: 'fail',
    reason: expect.stringContaining('/dist belongs'),
  })
})

test('a running updater of this installation blocks, one that only looks does not', async () => {
  const updater = { pid: 4242, parentPid: 1, startTicks: 1, cpuMs: 0, writtenBytes: null }
  running = [{ ...updater, argv: [process.execPath, join(at.root, 'openclaw.mjs'), 'update', 'status'] }]
  expect((await clear()).named('no-other-updater').answer).toBe('pass')
  running = [{ ...updater, argv: [process.execPath, join(at.root, 'openclaw.mjs'), 'update', '--yes'] }]
  const { cleared, named } = await clear()
  expect(cleared).toBe(false)
  expect(named('no-other-updater').reason).toContain('process 4242 does: ')
})

test("OpenClaw's own auto-updater is advised against, unless the unit stops it", async () => {
  const openclawConfig = { ...anObservation.openclawConfig, autoUpdate: true }
  const { cleared, named } = await clear({ observation: { openclawConfig } })
  expect(cleared).toBe(true)
  expect(named('auto-updater-off')).toMatchObject({
    answer: 'fail',
    hint: '`openclaw config set update.auto.enabled false`',
  })
  at.addUnit(unit, { environment: { HOME: at.home, OPENCLAW_NO_AUTO_UPDATE: '1' } })
  expect((await clear({ observation: { openclawConfig } })).named('auto-updater-off').answer).toBe('pass')
})

test('what a failed npm left behind is named', async () => {
  const leftover = join(at.root, '../.openclaw-Xy12AbCd')
  await mkdir(leftover)
  const { named } = await clear()
  expect(named('no-leftovers')).toMatchObject({ answer: 'fail', hint: expect.stringContaining(leftover) })
})

test('a unit that stays down after a clean exit is advised against', async () => {
  at.addUnit(unit, { restart: 'on-failure' })
  expect((await clear()).named('restart-always')).toMatchObject({ answer: 'fail', weight: 'advisory' })
})

test('a supervisor that does not answer clears nothing', async () => {
  at.world.supervisor.inspect = async () => {
    throw new Error('no bus')
  }
  const { cleared, named } = await clear()
  expect(cleared).toBe(false)
  expect(named('user-bus')).toMatchObject({ answer: 'unknown', reason: 'the check itself failed: no bus' })
})
