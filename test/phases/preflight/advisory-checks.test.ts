import { expect, test } from 'vitest'
import type { Advice } from '../../../src/openclaw/advisories/advise.ts'
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

test('a critical break refuses the step, says the cure, and how to insist', () => {
  const [check] = adviceChecks([breaks])
  expect(check).toMatchObject({
    name: 'advisory-plaintext-bind',
    weight: 'required',
    answer: 'fail',
    evidence: '#21637, #21760',
  })
  expect(check?.hint).toContain('Cure: bind the gateway to loopback.')
  expect(check?.hint).toContain('`moltd run --ignore-advisory plaintext-bind`')
})

test('a lesser one is only said', () => {
  const [check] = adviceChecks([{ ...breaks, severity: 'warning', cure: null, remedy: null }])
  expect(check).toMatchObject({ weight: 'advisory', answer: 'fail', hint: null })
})

test('what is wrong with the installed version stands in no way of leaving it', () => {
  expect(adviceChecks([{ ...breaks, kind: 'vulnerable', about: 'installed' }])).toEqual([])
})

test('drivers that an advisory warns of are passed over, unless none is left', () => {
  const updater: Advice = { ...breaks, kind: 'updater', avoidDrivers: ['update-run'] }
  expect(driversFor(['update-run', 'package-manager'], [updater])).toEqual(['package-manager'])
  expect(driversFor(['update-run'], [updater])).toEqual(['update-run'])
})
