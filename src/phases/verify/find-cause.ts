import type { CheckResult } from '../../health/check.ts'

/** Why a gateway does not come up, beyond that it does not. */
export interface Cause {
  reason: string
  /** What a person does before anything is tried again; null: nothing but that. */
  cure: string | null
}

/** What a last look at a gateway that does not serve tells of the reason: a stranger on its port, or what it said itself. */
export function findCause(checks: readonly CheckResult[]): Cause | null {
  const failed = checks.filter(({ answer }) => answer === 'fail')
  const taken = failed.find(({ code }) => code === 'port-taken')
  if (taken !== undefined) {
    const how = taken.hint === null ? '' : ` (\`${taken.hint}\` shows it)`
    return { reason: taken.reason, cure: `End what holds the port${how}.` }
  }
  const said = failed.find(({ name, evidence }) => name === 'journal' && evidence !== null)
  return said === undefined ? null : { reason: `it said: ${said.evidence}`, cure: null }
}
