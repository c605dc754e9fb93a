import { expect, test } from 'vitest'
import { conductRun } from '../../src/phases/conduct-run.ts'
import type { PolicySettings } from '../../src/phases/decide/decision.ts'
import type { Way } from '../../src/phases/way.ts'
import { MoltdError } from '../../src/ports/errors.ts'
import type { Trigger } from '../../src/ports/run.ts'
import { addCheckThatFailsOn } from './failing-check.ts'
import { newVersion, oldVersion, type VirtualHost } from './virtual-host.ts'
import { setVirtualStage } from './virtual-stage.ts'

const hourMs = 3_600_000
const never = new AbortController().signal

async function setUp(policy: Partial<PolicySettings> = {}): Promise<{ host: VirtualHost; way: Way }> {
  const { host, moltd } = await setVirtualStage()
  const { settings, ...way } = moltd.way
  return { host, way: { ...way, settings: { ...settings, policy: { ...settings.policy, ...policy } } } }
}

const run = (way: Way, trigger: Trigger) => conductRun(way, { trigger, dryRun: false }, never)

/** The registry, and what it was asked for. */
function withPublishTime(way: Way, answer: () => Promise<number | null>): { way: Way; asked: string[] } {
  const asked: string[] = []
  const publishedMs = (_: string, version: string) => {
    asked.push(version)
    return answer()
  }
  const registry = { ...way.world.registry, publishedMs }
  const { distTags, manifest } = way.world.registry
  return { way: { ...way, world: { ...way.world, registry: { ...registry, distTags, manifest } } }, asked }
}

test('a scheduled run leaves a new version until moltd has known it for a day, though the registry does not know its age', async () => {
  const { host, way } = await setUp({ minimumAgeMs: 24 * hourMs })
  const first = await run(way, 'schedule')
  expect(first).toMatchObject({ outcome: 'held', from: oldVersion, to: newVersion })
  expect(first.headline).toMatch(/^held until .* UTC, when moltd has known .* for 24 h$/)
  expect(first.nextStep).toBe('To take it now: `moltd run`.')
  expect(first).toMatchObject({
    unlocksAt: new Date(host.clock.nowMs() + 24 * hourMs).toISOString(),
    isOverdue: false,
  })
  await host.clock.sleep(23 * hourMs)
  expect((await run(way, 'schedule')).outcome).toBe('held')
  await host.clock.sleep(hourMs)
  expect((await run(way, 'catch-up')).outcome).toBe('updated')
})

test('the registry is asked for an age only while it matters', async () => {
  const { host, way } = await setUp({ minimumAgeMs: 24 * hourMs })
  const { way: asking, asked } = withPublishTime(way, async () => null)
  expect(
    (await run({ ...asking, settings: { ...asking.settings, to: oldVersion } }, 'schedule')).outcome,
  ).toBe('up-to-date')
  expect(asked).toEqual([])
  await run(asking, 'schedule')
  expect(asked).toEqual([newVersion])
  await host.clock.sleep(24 * hourMs)
  expect((await run(asking, 'schedule')).outcome).toBe('updated')
  expect(asked).toEqual([newVersion])
})

test('a registry that knows the version to be old lets a run go on that sees it for the first time', async () => {
  const { host, way } = await setUp({ minimumAgeMs: 24 * hourMs })
  const { way: asking } = withPublishTime(way, async () => host.clock.nowMs() - 30 * hourMs)
  expect((await run(asking, 'schedule')).outcome).toBe('updated')
})

test('a registry that fails to say an age holds a run back, and does not fail it', async () => {
  const { way } = await setUp({ minimumAgeMs: 24 * hourMs })
  const { way: asking } = withPublishTime(way, async () => {
    throw new MoltdError('E_REGISTRY', 'cannot ask', 'later')
  })
  expect(await run(asking, 'schedule')).toMatchObject({ outcome: 'held', error: null })
})

test('a run by hand does not wait, and asks the registry nothing more than before', async () => {
  const { way } = await setUp({ minimumAgeMs: 24 * hourMs, mode: 'ask' })
  const { way: asking, asked } = withPublishTime(way, async () => null)
  const report = await run(asking, 'manual')
  expect(report).toMatchObject({ outcome: 'updated' })
  expect(report.reasons).toHaveLength(1)
  expect(asked).toEqual([])
})

test('ask leaves the gateway alone until a person runs it', async () => {
  const { host, way } = await setUp({ mode: 'ask' })
  expect(await run(way, 'schedule')).toMatchObject({ outcome: 'awaiting-approval', recoveryPoint: null })
  expect(host.served).toBe(oldVersion)
  expect((await run(way, 'manual')).outcome).toBe('updated')
})

test('a rollback opens the breaker, and a person who says so closes it', async () => {
  const { host, way } = await setUp({ breakerAfterRollbacks: 1 })
  addCheckThatFailsOn(host, newVersion)
  expect((await run(way, 'schedule')).outcome).toBe('rolled-back')
  expect(await run(way, 'schedule')).toMatchObject({
    outcome: 'held',
    reasons: [
      expect.stringMatching(/^the last update was taken back/),
      expect.stringContaining('failed here before'),
    ],
  })
  way.quarantine.release(newVersion)
  expect((await run(way, 'schedule')).headline).toMatch(/^the last update was taken back/)
  way.memory.resetBreaker(host.clock.nowMs())
  expect((await run(way, 'schedule')).outcome).toBe('rolled-back')
})

test('the highest version that served is remembered, not the one that was taken back', async () => {
  const { host, way } = await setUp()
  const unit = 'openclaw-gateway.service'
  addCheckThatFailsOn(host, newVersion)
  await run(way, 'manual')
  await run(way, 'schedule')
  expect(way.memory.highestServed(unit)).toBe(oldVersion)
  way.memory.rememberHighestServed(unit, '2027.1.1')
  way.quarantine.release(newVersion)
  expect((await run(way, 'schedule')).headline).toContain('is lower than 2027.1.1, which')
})
