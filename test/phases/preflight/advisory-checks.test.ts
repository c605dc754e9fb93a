import { expect, test } from 'vitest'
import type { Advice } from '../../../src/openclaw/advisories/advise.ts'
import { offerRemedies } from '../../../src/openclaw/advisories/offer-remedies.ts'
import { adviceChecks, driversFor } from '../../../src/phases/preflight/advisory-checks.ts'

const breaks: Advice = {
  id: 'plaintext-bind',
  title: 'the CLI reaches its own gateway',
  kind: 'breaking',
  severity: 'critical',
  about: 'candidate',
  version: '2026.2.19',
  reason: 'this update will break CLI access: it refuses plaintext',
  evidence: ['#21637', '#21760'],
  cure: 'bind the gateway to loopback',
  remedy: 'bind-loopback',
  curedBy: ['bind-loopback'],
  avoidDrivers: [],
  isLeftBehind: true,
}

const remedyOffers = offerRemedies({ gateway: { bind: 'tailnet' } }, { port: 18_860 })

function ask(advice: readonly Advice[], remedies: readonly string[] = []) {
  return adviceChecks({ advice, remedyOffers }, remedies)
}

test('a critical break refuses the step, says the cure, and how to insist', () => {
  const [check] = ask([breaks])
  expect(check).toMatchObject({
    name: 'advisory-plaintext-bind',
    weight: 'required',
    answer: 'fail',
    evidence: '#21637, #21760',
  })
  expect(check?.hint).toContain('Cure: bind the gateway to loopback.')
  expect(check?.hint).toContain('`moltd remedy apply bind-loopback --update` does it.')
  expect(check?.hint).toContain('`moltd run --ignore-advisory plaintext-bind`')
})

test('a break that is cured before the update refuses nothing, and shows the exact change', () => {
  expect(ask([breaks], ['bind-loopback'])).toMatchObject([
    {
      weight: 'advisory',
      answer: 'pass',
      reason:
        'cured before the update by bind-loopback: gateway.bind: tailnet → loopback, restart the gateway',
    },
  ])
  expect(ask([breaks], ['allow-local-origins'])).toMatchObject([{ weight: 'required', answer: 'fail' }])
})

test('a lesser one is only said', () => {
  const [check] = ask([{ ...breaks, severity: 'warning', cure: null, remedy: null }])
  expect(check).toMatchObject({ weight: 'advisory', answer: 'fail', hint: null })
})

test('what is wrong with the installed version stands in no way of leaving it', () => {
  expect(ask([{ ...breaks, kind: 'vulnerable', about: 'installed' }])).toEqual([])
})

test('drivers that an advisory warns of are passed over, unless none is left', () => {
  const updater: Advice = { ...breaks, kind: 'updater', avoidDrivers: ['update-run'] }
  expect(driversFor(['update-run', 'package-manager'], [updater])).toEqual(['package-manager'])
  expect(driversFor(['update-run'], [updater])).toEqual(['update-run'])
})
