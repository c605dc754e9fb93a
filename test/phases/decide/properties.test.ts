import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareVersions, parseVersion } from '../../../src/openclaw/version.ts'
import { isByHand } from '../../../src/phases/decide/by-hand.ts'
import { decide } from '../../../src/phases/decide/index.ts'
import { anyRestriction, anySituation } from './any-situation.ts'

const runs = { numRuns: 1000 }

test('the situations are worth looking at: every kind of decision is among them', () => {
  const kinds = fc.sample(anySituation, 3000).map(situation => decide(situation).kind)
  const share = (kind: string) => kinds.filter(found => found === kind).length / kinds.length
  for (const kind of ['update', 'held', 'up-to-date']) expect(share(kind)).toBeGreaterThan(0.1)
  for (const kind of ['awaiting-approval', 'blocked']) expect(share(kind)).toBeGreaterThan(0)
})

test('more policy never makes an update happen that less policy forbade', () => {
  fc.assert(
    fc.property(
      anySituation,
      fc.array(anyRestriction, { minLength: 1, maxLength: 3 }),
      (situation, restrictions) => {
        const policy = restrictions.reduce((stricter, restrict) => restrict(stricter), situation.policy)
        if (decide({ ...situation, policy }).kind === 'update') expect(decide(situation).kind).toBe('update')
      },
    ),
    runs,
  )
})

test('a decision depends on nothing but its situation, and changes nothing in it', () => {
  fc.assert(
    fc.property(anySituation, situation => {
      const copy = structuredClone(situation)
      expect(decide(freeze(situation))).toEqual(decide(copy))
      expect(situation).toEqual(copy)
    }),
    runs,
  )
})

test('every standstill has a reason, and its time is to come', () => {
  fc.assert(
    fc.property(anySituation, situation => {
      const decision = decide(situation)
      expect(decision.reasons.at(-1)).toMatch(/\w/)
      if (decision.kind === 'update') return
      if (decision.unlocksMs === null) {
        if (decision.kind === 'held') expect(decision.nextStep).toMatch(/`\w+/)
      } else expect(decision.unlocksMs).toBeGreaterThan(situation.nowMs)
    }),
    runs,
  )
})

test('what is held until a time is no longer held for that reason when it comes', () => {
  fc.assert(
    fc.property(anySituation, situation => {
      const decision = decide(situation)
      if (decision.kind === 'update' || decision.unlocksMs === null) return
      const waitedMs = decision.unlocksMs - situation.nowMs
      const later = decide({
        ...situation,
        nowMs: decision.unlocksMs,
        uptimeMs: situation.uptimeMs + waitedMs,
      })
      expect(later.reasons).not.toContain(decision.reasons.at(-1))
      if (later.kind !== 'update' && later.unlocksMs !== null)
        expect(later.unlocksMs).toBeGreaterThan(decision.unlocksMs)
    }),
    runs,
  )
})

test('time alone brings a situation to its end: an update, or something that only a person changes', () => {
  fc.assert(
    fc.property(anySituation, start => {
      let situation = start
      for (let waits = 0; waits < 20; waits += 1) {
        const decision = decide(situation)
        if (decision.kind === 'update' || decision.unlocksMs === null) return
        const waitedMs = decision.unlocksMs - situation.nowMs
        situation = { ...situation, nowMs: decision.unlocksMs, uptimeMs: situation.uptimeMs + waitedMs }
      }
      throw new Error('it waits for ever')
    }),
    { numRuns: 300 },
  )
})

test('a person may do whatever an automatic run may', () => {
  fc.assert(
    fc.property(anySituation, situation => {
      if (decide(situation).kind === 'update')
        expect(decide({ ...situation, trigger: 'manual' }).kind).toBe('update')
    }),
    runs,
  )
})

test('no automatic run goes below what is installed or has served, whatever else is allowed', () => {
  fc.assert(
    fc.property(anySituation, situation => {
      const decision = decide({ ...situation, policy: { ...situation.policy, allowDowngrade: false } })
      if (decision.kind !== 'update' || isByHand(situation.trigger)) return
      const target = parseVersion(decision.target)
      for (const text of [situation.observation.gateway.installation.version, situation.highestServed]) {
        const lowest = parseVersion(text ?? decision.target)
        if (target === null || lowest === null) throw new Error('not a version')
        expect(compareVersions(target, lowest)).toBeGreaterThanOrEqual(0)
      }
    }),
    runs,
  )
})

test('what is not known holds an automatic run back', () => {
  fc.assert(
    fc.property(anySituation, fc.constantFrom('age', 'clock', 'uptime'), (situation, what) => {
      const known = { ...situation, trigger: 'schedule' as const }
      const policy = { ...known.policy, minimumAgeMs: 3_600_000, afterBootMs: 60_000, vulnerable: null }
      const unknown = {
        age: { firstSeenMs: null, publishedMs: null },
        clock: { nowMs: 0 },
        uptime: { uptimeMs: 0 },
      }[what]
      expect(decide({ ...known, policy, ...unknown }).kind).not.toBe('update')
    }),
    runs,
  )
})

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) freeze(part)
  return Object.freeze(value)
}
