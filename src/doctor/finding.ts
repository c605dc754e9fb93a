/** `broken`: tomorrow's run cannot do its work. `warning`: it may not. `note`: good to know. */
export type Severity = 'broken' | 'warning' | 'note' | 'fine'

export interface Answer {
  severity: Severity
  /** What was seen, for a person. */
  reason: string
  /** What the person does about it; a command in backticks where there is one. */
  fix?: string | null
}

export interface DoctorFinding {
  /** kebab-case, stable: `user-bus`. */
  name: string
  /** A claim: "the user manager answers". */
  title: string
  severity: Severity
  reason: string
  fix: string | null
}

const order: readonly Severity[] = ['broken', 'warning', 'note', 'fine']

/** Worst first; those of one severity as they came. */
export function sortFindings(findings: readonly DoctorFinding[]): DoctorFinding[] {
  return findings.toSorted((one, other) => order.indexOf(one.severity) - order.indexOf(other.severity))
}

/** 1: something is broken; 3: something may keep a run from its work; 0: nothing does. */
export function exitCodeOfFindings(findings: readonly DoctorFinding[]): 0 | 1 | 3 {
  if (findings.some(({ severity }) => severity === 'broken')) return 1
  return findings.some(({ severity }) => severity === 'warning') ? 3 : 0
}
