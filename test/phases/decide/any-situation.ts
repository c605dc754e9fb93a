import fc from 'fast-check'
import type { Policy, Situation } from '../../../src/phases/decide/decision.ts'
import { aPolicy, aSituation, hourMs, now, observe } from './a-situation.ts'

const version = fc
  .tuple(
    fc.integer({ min: 9, max: 11 }),
    fc.integer({ min: 4, max: 7 }),
    fc.constantFrom('', '-1', '-beta.1'),
  )
  .map(([month, patch, suffix]) => `2026.${month}.${patch}${suffix}`)
const aroundNow = fc.integer({ min: -100, max: 100 }).map(hours => now + hours * hourMs)
const days = fc.subarray(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], { minLength: 1 })
const time = fc.integer({ min: 0, max: 23 }).map(hour => `${String(hour).padStart(2, '0')}:30`)
const often = <T>(value: T, seldom: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(value) }, { weight: 1, arbitrary: seldom })
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => often<T | null>(null, arbitrary)

export const anyPolicy: fc.Arbitrary<Policy> = fc.record({
  mode: often<Policy['mode']>('auto', fc.constantFrom('ask', 'notify')),
  minimumAgeMs: fc.constantFrom(0, hourMs, 24 * hourMs),
  pauseAfterRollbackMs: fc.constantFrom(0, 24 * hourMs),
  breakerAfterRollbacks: fc.integer({ min: 1, max: 4 }),
  securityDeadlineMs: fc.constantFrom(0, 24 * hourMs),
  afterBootMs: fc.constantFrom(0, hourMs / 6),
  window: often(aPolicy.window, fc.record({ days, from: time, to: time })),
  timezone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York'),
  allowDowngrade: fc.boolean(),
  quarantined: often<Policy['quarantined']>(
    [],
    version.map(failed => [{ version: failed, reason: 'ill' }]),
  ),
  orders: fc.record({
    hold: orNull(
      fc.record({ untilMs: orNull(aroundNow), reason: fc.constant(null), sinceMs: fc.constant(0) }),
    ),
    pin: orNull(fc.constantFrom('2026.9.x', '2026.x', '>=2026.9.5 <2026.11', 'newest')),
    skipped: often<readonly string[]>(
      [],
      version.map(skipped => [skipped]),
    ),
    breakerResetMs: fc.constant(null),
  }),
  vulnerable: orNull(
    fc.record({ id: fc.constant('GHSA-1'), reason: fc.constant('bad'), sinceMs: aroundNow }),
  ),
})

/** Situations near the edges of the rules; a little more than every tenth of them ends in an update. */
export const anySituation: fc.Arbitrary<Situation> = fc.record({
  observation: fc
    .record({
      installed: version,
      offered: version,
      source: often<'stable' | 'exact'>('stable', fc.constant('exact')),
    })
    .map(({ installed, offered, source }) => observe(installed, offered, {}, source)),
  policy: anyPolicy,
  trigger: fc.constantFrom('schedule', 'catch-up', 'recovery', 'manual', 'discord'),
  nowMs: often(aSituation.nowMs, aroundNow),
  uptimeMs: often(aSituation.uptimeMs, fc.integer({ min: 0, max: hourMs })),
  firstSeenMs: often<number | null>(aSituation.firstSeenMs, orNull(aroundNow)),
  publishedMs: orNull(aroundNow),
  highestServed: orNull(version),
  rollbacks: often(
    aSituation.rollbacks,
    fc.record({ inARow: fc.integer({ min: 1, max: 4 }), lastMs: aroundNow }),
  ),
})

/** The same policy with one thing more that it forbids. */
export const anyRestriction: fc.Arbitrary<(policy: Policy) => Policy> = fc.oneof(
  fc.constant((policy: Policy): Policy => ({ ...policy, mode: policy.mode === 'auto' ? 'ask' : 'notify' })),
  fc.constant((policy: Policy): Policy => ({ ...policy, minimumAgeMs: policy.minimumAgeMs + 24 * hourMs })),
  fc.constant(
    (policy: Policy): Policy => ({
      ...policy,
      pauseAfterRollbackMs: policy.pauseAfterRollbackMs + 24 * hourMs,
    }),
  ),
  fc.constant(
    (policy: Policy): Policy => ({ ...policy, breakerAfterRollbacks: policy.breakerAfterRollbacks - 1 }),
  ),
  fc.constant((policy: Policy): Policy => ({ ...policy, afterBootMs: policy.afterBootMs + hourMs })),
  fc.constant((policy: Policy): Policy => ({ ...policy, allowDowngrade: false })),
  fc.constant((policy: Policy): Policy => ({ ...policy, vulnerable: null })),
  days.map(fewer => (policy: Policy): Policy => {
    const both = policy.window.days.filter(day => fewer.includes(day))
    return { ...policy, window: { ...policy.window, days: both } }
  }),
  version.map(
    failed =>
      (policy: Policy): Policy => ({
        ...policy,
        quarantined: [...policy.quarantined, { version: failed, reason: 'ill' }],
      }),
  ),
  version.map(
    skipped =>
      (policy: Policy): Policy => ({
        ...policy,
        orders: { ...policy.orders, skipped: [...policy.orders.skipped, skipped] },
      }),
  ),
  fc.constantFrom('2026.9.x', '>2026.9.5', 'newest').map(range => (policy: Policy): Policy => {
    // Two ranges are one only by chance: a pin is made stricter where there is none.
    const pin = policy.orders.pin ?? range
    return { ...policy, orders: { ...policy.orders, pin } }
  }),
  orNull(aroundNow).map(untilMs => (policy: Policy): Policy => {
    const before = policy.orders.hold
    const isShorter =
      before !== null && (before.untilMs === null || (untilMs !== null && untilMs < before.untilMs))
    const hold = isShorter ? before : { untilMs, reason: null, sinceMs: 0 }
    return { ...policy, orders: { ...policy.orders, hold } }
  }),
)
