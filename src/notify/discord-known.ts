import type { CheckResult } from '../health/check.ts'
import { discordChecks } from './discord-checks.ts'
import { discordCode, discordText } from './discord-text.ts'
import type { DiscordWords } from './discord-words.ts'
import type { Report } from './report.ts'

const most = { advisories: 2, changes: 4 } as const

/** What is known against the versions at hand and is not said already, the worst first. */
export function discordAdvisories({ advisories = [], outcome, headline }: Report): string {
  const isOpen = outcome === 'held' || outcome === 'awaiting-approval' || outcome === 'blocked'
  const worth = advisories.filter(
    ({ severity, about, reason }) =>
      severity !== 'note' &&
      (isOpen || (outcome === 'updated' && about === 'candidate')) &&
      !headline.includes(reason),
  )
  const lines = worth
    .slice(0, most.advisories)
    .map(({ kind, title }) => `${kind === 'vulnerable' ? '🔒' : '⚠️'} ${discordText(title, 150)}`)
  return [...lines, ...(worth.length > lines.length ? [`… ${worth.length - lines.length}`] : [])].join('\n')
}

/** A cure, and exactly what it changes. */
export function discordCure({ suggestedRemedy }: Report): string {
  if (!suggestedRemedy) return ''
  const { title, changes } = suggestedRemedy
  const shown = changes.slice(0, most.changes).map(change => `· ${discordCode(change, 100)}`)
  const more = changes.length > shown.length ? [`… ${changes.length - shown.length}`] : []
  return [discordText(title, 150), ...shown, ...more].join('\n')
}

/** Why the candidate did not stand the rehearsal; nothing when it did. */
export function discordRehearsal({ rehearsal }: Report, words: DiscordWords): string {
  return rehearsal?.kind === 'failed' ? discordChecks(rehearsal.checks, [], words) : ''
}

/** The user's own programs that failed. */
export function discordHooks({ hooks = [] }: Report, words: DiscordWords): string {
  const failed: readonly CheckResult[] = hooks.filter(({ answer }) => answer !== 'pass')
  const lines = failed.slice(0, 2).map(({ title, reason }) => `✗ ${discordText(`${title}: ${reason}`, 150)}`)
  return [...lines, ...(failed.length > 2 ? [words.moreChecks(failed.length - 2)] : [])].join('\n')
}
