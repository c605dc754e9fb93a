import type { CheckAnswer, CheckResult } from '../health/check.ts'
import type { Verdict } from '../health/verdict.ts'
import { summariseChecks } from './check-summary.ts'
import type { Tone } from './paint.ts'
import type { Item } from './sections.ts'

/** The verdict with its count and reason, then what did not pass. */
export function verdictItems(verdict: Verdict, baseline: readonly CheckResult[]): Item[] {
  const [count, ...notable] = checkItems(verdict.checks, baseline)
  const tone: Tone = verdict.kind === 'well' ? 'good' : verdict.kind === 'ill' ? 'bad' : 'warn'
  const head = count === undefined ? verdict.kind : `${verdict.kind}, ${count.text}`
  const isPlain = verdict.kind === 'well' && notable.length === 0
  const text = isPlain || verdict.reason === '' ? head : `${head}: ${verdict.reason}`
  return [{ mark: markOf(verdict.kind), tone, text }, ...notable]
}

/** One line with the count, then every check that did not pass, with its reason and what to do. */
export function checkItems(checks: readonly CheckResult[], baseline: readonly CheckResult[]): Item[] {
  if (checks.length === 0) return []
  const { count, notable } = summariseChecks(checks, baseline)
  return [
    { text: count },
    ...notable.map(({ check, before }) => checkItem(check, comparedWith(check, before))),
  ]
}

/** Every check with its answer, for a dry run. */
export function everyCheck(checks: readonly CheckResult[]): Item[] {
  return checks.map(check => checkItem(check, ''))
}

function checkItem(check: CheckResult, compared: string): Item {
  const advisory = check.weight === 'advisory'
  const passes = check.answer === 'pass'
  const reason = passes ? [] : [[check.reason, compared].filter(text => text !== '').join('; ')]
  const hint = passes || check.hint === null ? [] : [`→ ${check.hint}`]
  return {
    mark: markOf(check.answer),
    tone: passes ? 'good' : check.answer === 'fail' && !advisory ? 'bad' : 'warn',
    text: !passes && advisory ? `${check.title} (advice)` : check.title,
    notes: [...reason, ...hint].filter(text => text !== ''),
  }
}

function comparedWith(check: CheckResult, before: CheckAnswer | null): string {
  if (before === null) return ''
  if (before === check.answer) return 'the same before the update'
  return before === 'pass' ? 'passed before the update' : ''
}

function markOf(answer: CheckAnswer | Verdict['kind']): string {
  switch (answer) {
    case 'pass':
    case 'well':
      return '✓'
    case 'fail':
    case 'ill':
      return '✗'
    case 'unknown':
    case 'inconclusive':
      return '?'
  }
}
