import type { APIEmbedField, RESTPostAPIWebhookWithTokenJSONBody } from 'discord-api-types/v10'
import type { CheckResult } from '../health/check.ts'
import { summariseChecks } from './check-summary.ts'
import { discordCode, discordText } from './discord-text.ts'
import { lookOf } from './look.ts'
import { clip, plainLine } from './plain-text.ts'
import type { Report } from './report.ts'
import { sayDuration, titleOf } from './words.ts'

/**
 * The report for a Discord webhook, short enough for a phone. Every part is cut so far below Discord's own limit (title 256,
 * description 4096, field 256 and 1024, all together 6000) that escaping cannot lift it above.
 */
export function renderDiscordMessage(report: Report): RESTPostAPIWebhookWithTokenJSONBody {
  const look = lookOf(report.outcome)
  const endedAt = endOf(report)
  const reason = discordText(report.headline, 500)
  return {
    embeds: [
      {
        title: `${look.mark} ${discordText(titleOf(report), 120)}`,
        ...(reason.trim() === '' ? {} : { description: reason }),
        color: look.colour,
        fields: fieldsOf(report),
        footer: { text: footerOf(report) },
        ...(endedAt === null ? {} : { timestamp: endedAt }),
      },
    ],
    allowed_mentions: { parse: [] },
  }
}

function fieldsOf(report: Report): APIEmbedField[] {
  return [
    field('Error', errorText(report)),
    field('Checks', report.verdict === null ? preflightText(report) : verdictText(report, report.baseline)),
    field('After going back', report.rollbackVerdict === null ? '' : oldVersionText(report)),
    field('Time', timeText(report)),
    field('Recovery point', report.recoveryPoint === null ? '' : discordCode(report.recoveryPoint.id, 80)),
    field('Set aside', report.setAside === null ? '' : discordCode(report.setAside, 300)),
    field('Evidence', report.evidence === null ? '' : discordCode(report.evidence, 300)),
    field('Next', discordText(report.nextStep ?? report.error?.hint ?? '', 300)),
  ].filter(({ value }) => value.trim() !== '')
}

function field(name: string, value: string): APIEmbedField {
  return { name, value, inline: false }
}

function errorText({ error }: Report): string {
  return error === null ? '' : `${discordCode(error.code, 40)} ${discordText(error.message, 250)}`
}

function preflightText({ preflight }: Report): string {
  return preflight.some(check => check.answer !== 'pass') ? checksText(preflight, []) : ''
}

function verdictText({ verdict }: Report, baseline: readonly CheckResult[]): string {
  return verdict === null ? '' : checksText(verdict.checks, baseline)
}

function oldVersionText({ rollbackVerdict, baseline }: Report): string {
  return rollbackVerdict === null
    ? ''
    : `${rollbackVerdict.kind}, ${summariseChecks(rollbackVerdict.checks, baseline).count}`
}

/** The count, and the two that matter most. */
function checksText(checks: readonly CheckResult[], baseline: readonly CheckResult[]): string {
  const { count, notable } = summariseChecks(checks, baseline)
  const named = notable.slice(0, 2).map(({ check, before }) => {
    const mark = check.answer === 'fail' ? '✗' : '?'
    const same = before === check.answer ? ' (as before)' : ''
    return `${mark} ${discordText(`${check.title}: ${check.reason}`, 150)}${same}`
  })
  return [count, ...named].join('\n')
}

function timeText({ durationMs, downtimeMs, outcome }: Report): string {
  if (outcome === 'up-to-date' || outcome === 'held') return ''
  const away = downtimeMs === null || downtimeMs === 0 ? '' : `, ${sayDuration(downtimeMs)} without a gateway`
  return `${sayDuration(durationMs)}${away}`
}

/** Discord shows a footer as it is: nothing to escape. */
function footerOf({ unit, host, runId }: Report): string {
  const where = [unit, host].filter(part => part !== null && part !== undefined).join(' on ')
  return clip(plainLine([where, `run ${runId}`].filter(part => part !== '').join(' · ')), 200)
}

function endOf({ startedAt, durationMs }: Report): string | null {
  const ended = new Date(Date.parse(startedAt) + durationMs)
  return Number.isNaN(ended.getTime()) ? null : ended.toISOString()
}
