import { MoltdError, reasonOf } from '../ports/errors.ts'
import { checks } from './checks/index.ts'
import type { DoctorCheck, DoctorFacts, DoctorWorld } from './facts.ts'
import { type DoctorFinding, sortFindings } from './finding.ts'
import { askPreflight } from './preflight-findings.ts'

/** All questions side by side; changes nothing. Worst first. */
export async function examine(world: DoctorWorld, facts: DoctorFacts): Promise<DoctorFinding[]> {
  const [asked, preflight] = await Promise.all([
    Promise.all(checks.map(check => ask(world, facts, check))),
    askPreflight(world, facts),
  ])
  return sortFindings([...asked.flat(), ...preflight])
}

async function ask(world: DoctorWorld, facts: DoctorFacts, check: DoctorCheck): Promise<DoctorFinding[]> {
  const { name, title } = check
  try {
    const answer = await check.look(world, facts)
    if (answer === null) return []
    return [{ name, title, severity: answer.severity, reason: answer.reason, fix: answer.fix ?? null }]
  } catch (error) {
    // Said once, by the check that asks for just that.
    if (error instanceof MoltdError && error.code === 'E_NO_USER_BUS') return []
    const fix = error instanceof MoltdError ? error.hint : null
    return [
      { name, title, severity: 'warning', reason: `this could not be looked at: ${reasonOf(error)}`, fix },
    ]
  }
}
