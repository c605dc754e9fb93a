import type { CheckResult } from '../health/check.ts'
import { preflight } from '../phases/preflight/index.ts'
import { chooseRemedies } from '../phases/remedy/choose-remedies.ts'
import { MoltdError } from '../ports/errors.ts'
import { chooseRecoveryRoot } from '../recovery/layout.ts'
import type { DoctorFacts, DoctorWorld } from './facts.ts'
import type { DoctorFinding, Severity } from './finding.ts'

/** Asked by doctor in its own way. */
const asked = new Set(['user-bus', 'linger-on'])

/** What a run asks before it touches anything, for the version that is on offer. */
export async function askPreflight(world: DoctorWorld, facts: DoctorFacts): Promise<DoctorFinding[]> {
  try {
    const observation = await facts.observation()
    const recoveryFolder = await chooseRecoveryRoot(
      world,
      observation.gateway,
      facts.settings.recovery.folder,
    )
    const remedies = chooseRemedies(observation.advice, {
      asked: null,
      policy: facts.settings.policy.remedies,
    })
    const { checks } = await preflight(world, { observation, remedies, recoveryFolder })
    return checks.filter(({ name }) => !asked.has(name)).map(toFinding)
  } catch (error) {
    // Without a gateway nothing of this can be asked; `gateway-found` says why there is none.
    if (error instanceof MoltdError) return []
    throw error
  }
}

function toFinding(check: CheckResult): DoctorFinding {
  const { name, title, reason, hint } = check
  return { name, title, severity: severityOf(check), reason, fix: hint }
}

function severityOf({ name, weight, answer }: CheckResult): Severity {
  if (answer === 'pass') return 'fine'
  // An update that is at work now will have ended by tomorrow.
  if (name === 'no-other-updater') return 'warning'
  if (answer === 'unknown') return weight === 'required' ? 'warning' : 'note'
  return weight === 'required' ? 'broken' : 'warning'
}
