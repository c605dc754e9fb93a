import type { CheckAnswer, CheckResult } from './check.ts'

/** A check that does not pass now has failed when so many of its last `of` looks failed. */
export interface Condemnation {
  failures: number
  of: number
}

/** One check over several looks. */
export interface SeenCheck {
  /** Of the last look. */
  result: CheckResult
  /** A failure that has not been seen often enough is not known yet: `unknown`. */
  seen: CheckAnswer
  /** How often it failed in the last looks. */
  failures: number
  /** How many looks that were. */
  looks: number
}

/** How each check of the last look is to be seen. What passes now passes: patience is for whoever gets better. */
export function seeLooks(
  looks: readonly (readonly CheckResult[])[],
  condemnation: Condemnation,
): SeenCheck[] {
  return (looks.at(-1) ?? []).map(result => {
    const answers = looks
      .flatMap(look => look.filter(({ name }) => name === result.name).map(({ answer }) => answer))
      .slice(-condemnation.of)
    const failures = answers.filter(answer => answer === 'fail').length
    return { result, seen: seeOne(result.answer, failures, condemnation), failures, looks: answers.length }
  })
}

function seeOne(now: CheckAnswer, failures: number, condemnation: Condemnation): CheckAnswer {
  if (now === 'pass') return 'pass'
  return failures >= condemnation.failures ? 'fail' : 'unknown'
}

/** Whether a check that fails now has not failed often enough to say so: another look may decide. */
export function needsAnotherLook(
  looks: readonly (readonly CheckResult[])[],
  condemnation: Condemnation,
): boolean {
  return seeLooks(looks, condemnation).some(
    ({ result, seen }) => result.weight === 'required' && result.answer === 'fail' && seen === 'unknown',
  )
}
