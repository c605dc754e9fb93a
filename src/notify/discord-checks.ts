import type { CheckResult } from '../health/check.ts'
import { summariseChecks } from './check-summary.ts'
import { discordText } from './discord-text.ts'
import type { DiscordWords } from './discord-words.ts'

const named = 2

/** How many pass, and the two that matter most of those that do not; empty when nothing was checked. */
export function discordChecks(
  checks: readonly CheckResult[],
  baseline: readonly CheckResult[],
  words: DiscordWords,
): string {
  if (checks.length === 0) return ''
  const { notable } = summariseChecks(checks, baseline)
  if (notable.length === 0) return words.allChecksPass(checks.length)
  // What fails now and did not before comes first: that is what the verdict was about.
  const isOld = ({ check, before }: (typeof notable)[number]) => (before === check.answer ? 1 : 0)
  const sorted = notable.toSorted((one, other) => isOld(one) - isOld(other))
  const lines = sorted.slice(0, named).map(({ check, before }) => {
    const mark = check.answer === 'fail' ? '✗' : '?'
    const same = before === check.answer ? ` (${words.asBefore})` : ''
    return `${mark} ${discordText(`${words.checkTitle(check)}: ${check.reason}`, 150)}${same}`
  })
  const more = notable.length > named ? [words.moreChecks(notable.length - named)] : []
  return [words.someChecksPass(checks.length - notable.length, checks.length), ...lines, ...more].join('\n')
}
