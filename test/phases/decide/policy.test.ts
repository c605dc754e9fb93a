import { expect, test } from 'vitest'
import { decide } from '../../../src/phases/decide/index.ts'
import { anObservation } from '../an-observation.ts'
import { aPolicy, aSituation, type Changes, hourMs, now, observe, situate, standing } from './a-situation.ts'

const orders = aPolicy.orders
const vulnerable = { id: 'GHSA-1', reason: 'anyone may read the token', sinceMs: now - 2 * 24 * hourMs }
const exact = observe('2026.9.5', '2026.9.6', {}, 'exact')

test('a scheduled run takes what nothing stands in the way of', () => {
  expect(decide(aSituation)).toEqual({
    kind: 'update',
    target: '2026.9.6',
    reasons: ['2026.9.6 is what the stable channel offers; 2026.9.5 is installed'],
  })
})

test('a release that moltd has known for too short a time is held until it is old enough', () => {
  expect(standing({ firstSeenMs: now - hourMs, policy: { timezone: 'Europe/Berlin' } })).toEqual({
    kind: 'held',
    target: '2026.9.6',
    reasons: ['held until 2026-11-24 06:00 Europe/Berlin, when moltd has known 2026.9.6 for 24 h'],
    nextStep: 'To take it now: `moltd run`.',
    unlocksMs: now + 23 * hourMs,
    isOverdue: false,
  })
})

test('the registry may say that it is older than moltd knows', () => {
  const fresh = { firstSeenMs: now, publishedMs: now - 23 * hourMs }
  expect(standing(fresh).reasons).toEqual(['held until 2026-11-23 07:00 UTC, when 2026.9.6 is 24 h old'])
  expect(decide(situate({ ...fresh, publishedMs: now - 24 * hourMs })).kind).toBe('update')
})

test('a registry that is wrong makes nothing older', () => {
  for (const publishedMs of [now + 1, 0, Number.NaN, Date.UTC(2026, 7, 1)])
    expect(standing({ firstSeenMs: now - hourMs, publishedMs }).unlocksMs).toBe(now + 23 * hourMs)
})

test('an age that is not known holds', () => {
  expect(standing({ firstSeenMs: null })).toMatchObject({
    kind: 'held',
    reasons: [expect.stringContaining('the age of 2026.9.6 is not known')],
    nextStep: 'Check the date: `timedatectl`.',
    unlocksMs: null,
  })
})

test('a vulnerable version does not wait for the release to age', () => {
  expect(decide(situate({ firstSeenMs: now, policy: { vulnerable } }))).toMatchObject({
    kind: 'update',
    reasons: [
      expect.any(String),
      '2026.9.6 is not yet 24 h old, and is taken all the same: 2026.9.5 is vulnerable (GHSA-1: anyone may read the token)',
    ],
  })
})

test('a vulnerable version does not wait for the maintenance window either, but for a hold it does', () => {
  const window = { days: ['sun'], from: '02:00', to: '04:00' }
  const decision = decide(situate({ policy: { vulnerable, window } }))
  expect(decision.kind).toBe('update')
  expect(decision.reasons.at(-1)).toContain('the maintenance window is closed, and the update goes ahead')
  const hold = { untilMs: null, reason: null, sinceMs: 0 }
  expect(standing({ policy: { vulnerable, window, orders: { ...orders, hold } } }).kind).toBe('held')
})

test("what is wrong with the user's own advisories is said, and stops nothing", () => {
  const observation = { ...anObservation, adviceProblems: ['cannot use the advisories in /a: no'] }
  const decision = decide(situate({ observation }))
  expect(decision.kind).toBe('update')
  expect(decision.reasons).toContain('cannot use the advisories in /a: no')
})

test('a hold holds until its date, and not a moment longer', () => {
  const hold = { untilMs: now + hourMs, reason: 'a fair', sinceMs: 0 }
  expect(standing({ policy: { orders: { ...orders, hold } } })).toMatchObject({
    kind: 'held',
    reasons: ['on hold until 2026-11-23 07:00 UTC: a fair'],
    nextStep: '`moltd unhold` ends the hold.',
    unlocksMs: now + hourMs,
  })
  expect(decide(situate({ nowMs: now + hourMs, policy: { orders: { ...orders, hold } } })).kind).toBe(
    'update',
  )
})

test('a hold without a date holds for ever', () => {
  const hold = { untilMs: null, reason: null, sinceMs: 0 }
  expect(standing({ policy: { orders: { ...orders, hold } } })).toMatchObject({
    reasons: ['on hold until a person ends it'],
    unlocksMs: null,
  })
})

test('a skipped version is left out, and the next one is not', () => {
  const policy = { orders: { ...orders, skipped: ['2026.9.6'] } }
  expect(standing({ policy })).toMatchObject({ kind: 'held', reasons: ['2026.9.6 is skipped by order'] })
  expect(decide(situate({ policy, observation: observe('2026.9.5', '2026.9.7') })).kind).toBe('update')
})

test('nothing outside of the pin is taken, and nothing at all by a pin that cannot be read', () => {
  const pinned = (pin: string) => ({ policy: { orders: { ...orders, pin } } })
  expect(decide(situate(pinned('2026.9.x'))).kind).toBe('update')
  expect(standing(pinned('2026.8.x')).reasons).toEqual(['2026.9.6 is outside of the pin 2026.8.x'])
  expect(standing(pinned('newest')).reasons).toEqual([
    'the pin "newest" cannot be read, so no version is within it',
  ])
})

test('what once served here is not gone below without a person', () => {
  expect(standing({ highestServed: '2026.9.7' })).toMatchObject({
    kind: 'held',
    reasons: ['2026.9.6 is lower than 2026.9.7, which openclaw-gateway.service has served before'],
  })
  expect(decide(situate({ highestServed: '2026.9.6' })).kind).toBe('update')
  expect(standing({ highestServed: 'what?' }).kind).toBe('held')
})

test('after three rollbacks in a row automatic runs stop until a person says so', () => {
  const lastMs = now - 1000 * hourMs
  expect(standing({ rollbacks: { inARow: 3, lastMs } })).toMatchObject({
    kind: 'held',
    reasons: ['the last 3 updates were all taken back: automatic runs update nothing until a person says so'],
    nextStep: expect.stringContaining('moltd quarantine reset-breaker'),
    unlocksMs: null,
  })
  expect(decide(situate({ rollbacks: { inARow: 2, lastMs } })).kind).toBe('update')
})

test('after a rollback there is a pause, and after the second one twice as long', () => {
  const lastMs = now - hourMs
  expect(standing({ rollbacks: { inARow: 1, lastMs } })).toMatchObject({
    reasons: ['held until 2026-11-24 05:00 UTC, to leave a pause after a rollback'],
    unlocksMs: lastMs + 24 * hourMs,
  })
  expect(standing({ rollbacks: { inARow: 2, lastMs } }).unlocksMs).toBe(lastMs + 48 * hourMs)
})

test('outside of the maintenance window it waits for the next', () => {
  const window = { days: ['sat'], from: '22:00', to: '04:00' }
  expect(standing({ policy: { window } })).toMatchObject({
    reasons: ['held until 2026-11-28 22:00 UTC, when the maintenance window opens'],
    unlocksMs: Date.UTC(2026, 10, 28, 22),
  })
})

test('no automatic run goes on in the first minutes after boot', () => {
  expect(standing({ uptimeMs: 60_000 })).toMatchObject({
    reasons: ['held until 2026-11-23 06:09 UTC, 10 min after the machine booted'],
    unlocksMs: now + 540_000,
  })
})

test('ask waits for a yes, notify only tells', () => {
  expect(standing({ policy: { mode: 'ask' } })).toMatchObject({
    kind: 'awaiting-approval',
    reasons: ['2026.9.6 is there and waits for your yes'],
    nextStep:
      'To take it: `moltd run` now, or `moltd approve` for the next run; to leave it out: `moltd skip 2026.9.6`.',
  })
  expect(standing({ policy: { mode: 'notify' } })).toMatchObject({
    kind: 'held',
    reasons: ['2026.9.6 is there; by policy.mode, moltd only tells you'],
  })
})

test('a yes is to one package until its deadline, and says why it counts no more', () => {
  const { candidate } = anObservation
  if (!candidate?.manifest) throw new Error('no candidate')
  const manifest = { ...candidate.manifest, integrity: 'sha512-this' }
  const observation = { ...anObservation, candidate: { ...candidate, manifest } }
  const approval = {
    version: candidate.version,
    integrity: 'sha512-this',
    by: 'Ada',
    atMs: now - hourMs,
    deadlineMs: now + hourMs,
  }
  const ask = (given: Partial<typeof approval>, nowMs = now) =>
    decide(situate({ observation, nowMs, policy: { mode: 'ask', approval: { ...approval, ...given } } }))
  expect(ask({})).toMatchObject({
    kind: 'update',
    reasons: expect.arrayContaining([expect.stringContaining('Ada approved 2026.9.6 at 2026-11-23 05:00')]),
  })
  expect(ask({ integrity: 'sha512-other' })).toMatchObject({
    kind: 'awaiting-approval',
    reasons: [expect.stringContaining('another package is offered under that version now')],
  })
  expect(ask({}, now + hourMs)).toMatchObject({
    kind: 'awaiting-approval',
    reasons: [expect.stringContaining('which counted until 2026-11-23 07:00')],
  })
  expect(ask({ version: '2026.9.5' })).toMatchObject({
    kind: 'awaiting-approval',
    reasons: ['2026.9.6 is there and waits for your yes'],
  })
})

test('nobody is asked for a yes before it would be acted on', () => {
  expect(standing({ firstSeenMs: now, policy: { mode: 'ask' } })).toMatchObject({
    kind: 'held',
    reasons: [expect.stringContaining('when moltd has known 2026.9.6 for 24 h')],
  })
})

test('of several reasons to wait all are said, and the one that lasts longest is last', () => {
  const hold = { untilMs: now + 30 * hourMs, reason: null, sinceMs: 0 }
  const waiting = { firstSeenMs: now, uptimeMs: 0, policy: { orders: { ...orders, hold } } }
  expect(standing(waiting)).toMatchObject({
    reasons: [
      'held until 2026-11-24 06:00 UTC, when moltd has known 2026.9.6 for 24 h',
      'held until 2026-11-23 06:10 UTC, 10 min after the machine booted',
      'on hold until 2026-11-24 12:00 UTC',
    ],
    unlocksMs: hold.untilMs,
  })
  expect(standing({ ...waiting, rollbacks: { inARow: 3, lastMs: 0 } }).unlocksMs).toBeNull()
})

test('a vulnerable version that policy keeps for too long is said louder', () => {
  const hold = { untilMs: null, reason: null, sinceMs: 0 }
  const keep = (days: number) =>
    standing({
      policy: {
        orders: { ...orders, hold },
        vulnerable: { ...vulnerable, sinceMs: now - days * 24 * hourMs },
      },
    })
  expect(keep(6)).toMatchObject({ isOverdue: false, reasons: ['on hold until a person ends it'] })
  expect(keep(8)).toMatchObject({
    kind: 'held',
    isOverdue: true,
    reasons: [
      'SECURITY UPDATE OVERDUE: 2026.9.5 is known to be vulnerable for 8 days (GHSA-1: anyone may read the token), and is still kept: on hold until a person ends it',
    ],
  })
})

test('what is up to date is not held', () => {
  const observation = observe('2026.9.6', '2026.9.6')
  expect(standing({ observation, firstSeenMs: null, rollbacks: { inARow: 9, lastMs: now } }).kind).toBe(
    'up-to-date',
  )
})

const restraints: readonly [string, Changes][] = [
  ['a hold', { policy: { orders: { ...orders, hold: { untilMs: null, reason: null, sinceMs: 0 } } } }],
  ['the breaker', { rollbacks: { inARow: 3, lastMs: 0 } }],
  ['a pause', { rollbacks: { inARow: 1, lastMs: now } }],
  ['the window', { policy: { window: { days: ['sat'], from: '01:00', to: '02:00' } } }],
  ['a boot', { uptimeMs: 0 }],
  ['the highest version', { highestServed: '2026.9.7' }],
  ['a young release', { firstSeenMs: now, publishedMs: now - hourMs }],
]

test.each(restraints)('a run by hand hears of %s, and goes on', (_, changes) => {
  expect(standing(changes).kind).toBe('held')
  for (const trigger of ['manual', 'discord'] as const) {
    expect(decide(situate({ ...changes, trigger }))).toMatchObject({
      kind: 'update',
      reasons: [expect.any(String), expect.stringMatching(/; this run was asked for by a person$/)],
    })
  }
})

test('a run by hand is not troubled with modes, nor with what is new to moltd alone', () => {
  const decision = decide(situate({ trigger: 'manual', firstSeenMs: now, policy: { mode: 'notify' } }))
  expect(decision.kind).toBe('update')
  expect(decision.reasons).toHaveLength(1)
})

const versionOrders: readonly [string, Changes][] = [
  ['skipped', { policy: { orders: { ...orders, skipped: ['2026.9.6'] } } }],
  ['outside of the pin', { policy: { orders: { ...orders, pin: '2026.8.x' } } }],
  ['quarantined', { policy: { quarantined: [{ version: '2026.9.6', reason: 'it was ill' }] } }],
]

test.each(versionOrders)('a version that is %s is taken only by a person who names it', (_, changes) => {
  expect(standing({ ...changes, trigger: 'manual' }).kind).toBe('held')
  expect(decide(situate({ ...changes, trigger: 'manual', observation: exact }))).toMatchObject({
    kind: 'update',
    reasons: [expect.any(String), expect.stringMatching(/; it was asked for by number$/)],
  })
})

test('a package that a person named by its content is taken, another one under its version is not', () => {
  const manifest = { version: '2026.9.6', integrity: 'sha512-AbCd', nodeRange: null, unpackedBytes: null }
  const candidate = { source: 'exact' as const, version: '2026.9.6', manifest }
  const run = (integrity: string) =>
    decide(
      situate({
        trigger: 'discord',
        observation: { ...aSituation.observation, candidate },
        policy: { integrity },
      }),
    ).kind
  expect([run('sha512-Ab'), run('sha512-other')]).toEqual(['update', 'blocked'])
})
