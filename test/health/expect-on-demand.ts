import { expect } from 'vitest'
import { baselineChecks, updatedChecks } from '../../src/health/checks/index.ts'
import type { HealthCheck, HealthQuestion } from '../../src/health/health-check.ts'
import { gateway } from '../doubles/fake-update-host.ts'

const usual: HealthQuestion = {
  gateway,
  expectedVersion: '2026.9.6',
  replaced: null,
  restartsBefore: null,
  agentCalls: [],
  before: {},
}

/** What costs is asked only where the question says so, not at a glance (a dry run's), and after the update only once it has soaked. */
export function expectOnDemand(check: HealthCheck, demand: Partial<HealthQuestion>): void {
  const wanted = { ...usual, ...demand }
  expect(baselineChecks('whole')).not.toContain(check)
  expect(baselineChecks('glance', wanted)).not.toContain(check)
  expect(updatedChecks({ ...usual, soaked: [] })).not.toContain(check)
  expect(updatedChecks(wanted)).not.toContain(check)
  expect(baselineChecks('whole', wanted)).toContain(check)
  expect(updatedChecks({ ...wanted, soaked: [] })).toContain(check)
}
