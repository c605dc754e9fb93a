import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareVersions, parseVersion } from '../../../src/openclaw/version.ts'
import type { Candidate, Observation } from '../../../src/phases/check/observation.ts'
import type { Policy } from '../../../src/phases/decide/decision.ts'
import { decide } from '../../../src/phases/decide/index.ts'
import { aGateway, anObservation } from '../an-observation.ts'
import { observe, aPolicy as policy, situate } from './a-situation.ts'

const decideOn = (observation: Observation, changed: Policy) =>
  decide(situate({ observation, policy: changed, trigger: 'manual', highestServed: null }))

test('what the channel offers and is newer is the target', () => {
  expect(decideOn(anObservation, policy)).toEqual({
    kind: 'update',
    target: '2026.9.6',
    reasons: ['2026.9.6 is what the stable channel offers; 2026.9.5 is installed'],
  })
})

test('what is installed already is up to date', () => {
  expect(decideOn(observe('2026.9.6', '2026.9.6'), policy)).toMatchObject({
    kind: 'up-to-date',
    reasons: ['2026.9.6 is installed, and it is what the stable channel offers'],
  })
})

test('a revision is newer than its release, not older', () => {
  expect(decideOn(observe('2026.2.19', '2026.2.19-2'), policy).kind).toBe('update')
  expect(decideOn(observe('2026.2.19-2', '2026.2.19'), policy).kind).toBe('up-to-date')
})

test('being ahead of the channel is up to date', () => {
  expect(decideOn(observe('2026.9.7-beta.1', '2026.9.6'), policy)).toMatchObject({
    kind: 'up-to-date',
    reasons: ['2026.9.7-beta.1 is installed, newer than 2026.9.6, which the stable channel offers'],
  })
})

test('a lower version asked for by number is blocked until a person allows it', () => {
  const asked = observe('2026.9.6', '2026.9.4', {}, 'exact')
  expect(decideOn(asked, policy)).toMatchObject({
    kind: 'blocked',
    reasons: ['2026.9.4 is lower than the installed 2026.9.6'],
    nextStep: expect.stringContaining('--allow-downgrade'),
  })
  expect(decideOn(asked, { ...policy, allowDowngrade: true })).toEqual({
    kind: 'update',
    target: '2026.9.4',
    reasons: [
      '2026.9.4 was asked for; 2026.9.6 is installed',
      '2026.9.4 is lower than 2026.9.6, and going down is allowed',
    ],
  })
})

test('never lower without a person, whatever the two versions are', () => {
  const version = fc
    .tuple(
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 0, max: 9 }),
      fc.constantFrom('', '-1', '-2', '-beta.1'),
    )
    .map(([month, patch, suffix]) => `2026.${month}.${patch}${suffix}`)
  fc.assert(
    fc.property(
      version,
      version,
      fc.constantFrom('stable' as const, 'exact' as const),
      (installed, offered, source) => {
        const [a, b] = [parseVersion(installed), parseVersion(offered)]
        if (a === null || b === null) throw new Error('not a version')
        const { kind } = decideOn(observe(installed, offered, {}, source), policy)
        expect(kind === 'update').toBe(compareVersions(b, a) > 0)
      },
    ),
  )
})

test('a version that failed here is held, with its reason', () => {
  const quarantined = [{ version: '2026.9.6', reason: 'the agent could not reach its gateway' }]
  expect(decideOn(anObservation, { ...policy, quarantined })).toEqual({
    kind: 'held',
    target: '2026.9.6',
    reasons: ['2026.9.6 failed here before: the agent could not reach its gateway'],
    nextStep:
      'To try it once more: `moltd run --to 2026.9.6`; to let every run take it: `moltd quarantine release 2026.9.6`.',
    unlocksMs: null,
    isOverdue: false,
  })
  expect(decideOn(observe('2026.9.5', '2026.9.7'), { ...policy, quarantined }).kind).toBe('update')
})

test('a person may name a version that failed here', () => {
  const quarantined = [{ version: '2026.9.6', reason: 'it was ill' }]
  expect(decideOn(observe('2026.9.5', '2026.9.6', {}, 'exact'), { ...policy, quarantined })).toMatchObject({
    kind: 'update',
    reasons: [
      '2026.9.6 was asked for; 2026.9.5 is installed',
      '2026.9.6 failed here before: it was ill; it was asked for by number',
    ],
  })
})

test('a version that the registry does not have is blocked', () => {
  const candidate: Candidate = { source: 'exact', version: '2026.9.99', manifest: null }
  expect(decideOn({ ...anObservation, candidate }, policy)).toMatchObject({
    kind: 'blocked',
    target: '2026.9.99',
    reasons: ['the registry does not have openclaw@2026.9.99'],
  })
})

test('a channel that offers nothing is blocked', () => {
  expect(decideOn({ ...anObservation, channel: 'extended-stable', candidate: null }, policy)).toMatchObject({
    kind: 'blocked',
    target: null,
    reasons: ['the extended-stable channel offers no version: the registry has no such dist-tag'],
  })
})

test('what cannot be compared is not touched', () => {
  expect(decideOn(observe('0.0.0-dev', 'latest'), policy)).toMatchObject({
    kind: 'blocked',
    reasons: ['latest is not a version that OpenClaw would have'],
  })
})

test('another version on disk than serves is said, and does not keep from updating', () => {
  expect(decideOn(observe('2026.9.5', '2026.9.6', { served: '2026.9.4' }), policy)).toMatchObject({
    kind: 'update',
    reasons: [
      '2026.9.6 is what the stable channel offers; 2026.9.5 is installed',
      '2026.9.5 is on disk but openclaw-gateway.service still serves 2026.9.4',
    ],
  })
})

test('the target on disk under an old process needs a restart, not an update', () => {
  expect(decideOn(observe('2026.9.6', '2026.9.6', { served: '2026.9.5' }), policy)).toMatchObject({
    kind: 'blocked',
    nextStep: 'Restart it: `systemctl --user restart openclaw-gateway.service`.',
  })
})

test('a gateway that does not say what it serves is judged by its disk', () => {
  expect(decideOn(observe('2026.9.5', '2026.9.6', { served: null }), policy).kind).toBe('update')
})

test('other gateways on the same package are named', () => {
  const others = [{ ...aGateway, unit: 'openclaw-gateway-work.service' }]
  expect(decideOn({ ...anObservation, others }, policy).reasons[1]).toMatch(
    / run also openclaw-gateway-work.service, /,
  )
})
