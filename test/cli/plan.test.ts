import { afterEach, beforeEach, expect, test } from 'vitest'
import { registerPlan } from '../../src/cli/plan.ts'
import type { App } from '../../src/compose.ts'
import { createNpmHome, type NpmHome } from '../openclaw/npm-home.ts'
import { openCli } from './play-command.ts'

let at: NpmHome

beforeEach(async () => {
  at = await createNpmHome()
  at.addUnit('openclaw-gateway.service')
  await at.write('.config/moltd/config.json5', "{ schedule: { timezone: 'Europe/Berlin' } }")
})
afterEach(() => at.remove())

/** A Sunday morning; 2026.9.6 was published six hours ago. */
const now = Date.parse('2026-11-22T12:00:00Z')

function onThisHome(app: App): App {
  const { clock } = app.world
  const registry: App['world']['registry'] = {
    distTags: async () => ({ latest: '2026.9.6' }),
    manifest: async (_, version) => ({ version, nodeRange: null, integrity: null, unpackedBytes: null }),
    publishedMs: async () => now - 6 * 3_600_000,
  }
  const world = {
    ...app.world,
    registry,
    supervisor: at.world.supervisor,
    clock: { ...clock, nowMs: () => now },
  }
  return { ...app, world }
}

const plan = (...argv: string[]) => openCli([registerPlan], at.home, onThisHome).run('plan', ...argv)

test('the plan says day by day what would happen, and why not', async () => {
  expect(await plan('--next', '3d')).toBe(
    [
      'openclaw-gateway.service has 2026.9.5, the stable channel offers 2026.9.6. Times are Europe/Berlin.',
      'mon 2026-11-23 06:00  held: held until 2026-11-23 07:00 Europe/Berlin, when 2026.9.6 is 24 h old',
      'tue 2026-11-24 06:00  updates to 2026.9.6',
      'wed 2026-11-25 06:00  up-to-date: 2026.9.6 is installed, and it is what the stable channel offers',
    ].join('\n'),
  )
})

test('the plan is also one JSON document', async () => {
  expect(JSON.parse(await plan('--next', '1d', '--json'))).toEqual({
    unit: 'openclaw-gateway.service',
    installed: '2026.9.5',
    channel: 'stable',
    offered: '2026.9.6',
    timezone: 'Europe/Berlin',
    runs: [
      {
        dueAt: '2026-11-23T05:00:00.000Z',
        startsAt: '2026-11-23T05:00:00.000Z',
        decision: 'held',
        target: '2026.9.6',
        reasons: ['held until 2026-11-23 07:00 Europe/Berlin, when 2026.9.6 is 24 h old'],
        unlocksAt: '2026-11-23T06:00:00.000Z',
        nextStep: 'To take it now: `moltd run`.',
      },
    ],
  })
})

test('a run that waits for the window says when it was due', async () => {
  await at.write(
    '.config/moltd/config.json5',
    "{ schedule: { timezone: 'Europe/Berlin', window: { days: ['sat', 'sun'], from: '22:00', to: '04:00' } } }",
  )
  expect((await plan('--next', '7d')).split('\n').slice(1)).toEqual([
    'sat 2026-11-28 22:00  updates to 2026.9.6 (due 2026-11-23 06:00 Europe/Berlin)',
    'sun 2026-11-29 22:00  up-to-date: 2026.9.6 is installed, and it is what the stable channel offers (due 2026-11-29 06:00 Europe/Berlin)',
  ])
})

test('looking ahead remembers nothing', async () => {
  await plan()
  const { memory } = await openCli([], at.home).openApp()
  expect(memory.firstSeenMs('version 2026.9.6')).toBeNull()
})
