import type { APIEmbed, APIEmbedField, RESTPostAPIChannelMessageJSONBody } from 'discord-api-types/v10'
import type { DeskOrder, OrderKind } from './desk-orders.ts'
import { buttonRows, laterOrders, ordersOn } from './discord-buttons.ts'
import { discordChanges } from './discord-changes.ts'
import { discordChecks } from './discord-checks.ts'
import { discordAdvisories, discordCure, discordHooks, discordRehearsal } from './discord-known.ts'
import { discordLook } from './discord-look.ts'
import { discordCode, discordText } from './discord-text.ts'
import type { DiscordWords } from './discord-words.ts'
import { clip, plainLine } from './plain-text.ts'
import type { Report } from './report.ts'
import { wentForward } from './words.ts'

/** A message that a webhook takes as well as a bot. */
export type DiscordMessage = Pick<
  RESTPostAPIChannelMessageJSONBody,
  'content' | 'embeds' | 'components' | 'allowed_mentions'
>

/** What a message has besides its report where somebody answers to its buttons. */
export interface DeskPart {
  /** The buttons that it has now; absent: those that it begins with. */
  orders?: readonly OrderKind[]
  /** What a person did with it. */
  said?: string
}

/** Enough to show without scrolling; together with what escaping adds still below Discord's own limit of 6000. */
const longest = {
  alarm: 200,
  title: 150,
  reason: 400,
  error: 200,
  path: 200,
  next: 250,
  footer: 200,
} as const

/**
 * The report for Discord, short enough for a phone. The first line is the message's own text, because that is what a phone's
 * notification shows; the rest is in an embed, whose coloured bar says at a glance how it went. `desk` is null where nobody answers to buttons.
 */
export function renderDiscordMessage(
  report: Report,
  words: DiscordWords,
  desk: DeskPart | null = null,
): DiscordMessage {
  const { emoji, colour } = discordLook(report.outcome)
  const endedAt = endOf(report)
  const orders = desk === null ? [] : shownOrders(report, desk)
  const embed: APIEmbed = {
    color: colour,
    ...described(report, words),
    fields: [...fieldsOf(report, words, hasDetails(report, desk)), ...deskFields(orders, desk, words)],
    footer: { text: footerOf(report, words) },
    ...(endedAt === null ? {} : { timestamp: endedAt }),
  }
  return {
    content: `${emoji} **${discordText(discordTitle(report, words), longest.title)}**`,
    embeds: [embed],
    ...(desk === null ? {} : { components: buttonRows(orders, words) }),
    allowed_mentions: { parse: [] },
  }
}

function shownOrders(report: Report, { orders }: DeskPart): DeskOrder[] {
  return ordersOn(report).filter(({ kind }) => orders?.includes(kind) ?? !laterOrders.includes(kind))
}

/** What the buttons do where their labels do not say it, and what somebody did already. */
function deskFields(
  orders: readonly DeskOrder[],
  desk: DeskPart | null,
  { desk: words }: DiscordWords,
): APIEmbedField[] {
  const does = orders.flatMap(({ kind, subject }) =>
    kind === 'approve' || kind === 'later' || kind === 'try-again' || kind === 'release'
      ? [`**${words.buttons[kind]}**: ${words.does[kind](discordText(subject, 40))}`]
      : [],
  )
  return [field(words.labels.choices, does.join('\n')), field(words.labels.said, desk?.said ?? '')].filter(
    ({ value }) => value !== '',
  )
}

/** What happened, in the words of the language; may hold what stands in a version from outside. */
export function discordTitle(report: Report, words: DiscordWords): string {
  const versions = shortened(report)
  if (report.question?.end === null) return words.asks(versions)
  return report.outcome === 'rolled-back' && !wentForward(report)
    ? words.wentBack(versions)
    : words.titles[report.outcome](versions)
}

/** Versions as they may stand in a title. */
export function shortened({ from, to }: Pick<Report, 'from' | 'to'>) {
  const short = (version: string | null) => (version === null ? null : clip(plainLine(version), 40))
  return { from: short(from), to: short(to) }
}

/** Our own sentence, where a language has one, and the reason as it was given: in English, quoted below another language. */
function described(
  { headline, outcome, isOverdue, unlocksAt, question }: Report,
  words: DiscordWords,
): Pick<APIEmbed, 'description'> {
  const asked = question?.end === null ? question : null
  const own = asked === null ? words.summaries[outcome] : ''
  const reason = discordText(asked?.text ?? headline, longest.reason)
  const unlocks = relativeTime(unlocksAt)
  const deadline = relativeTime(asked?.deadline ?? null)
  const lines = [
    ...(isOverdue ? [`🔒 **${words.overdue}**`] : []),
    ...(own === '' ? [] : [own]),
    ...(reason.trim() === '' ? [] : [own === '' ? reason : `> ${reason}`]),
    ...(unlocks === null ? [] : [words.unlocks(unlocks)]),
    ...(asked === null || deadline === null ? [] : [words.answerBy(deadline, asked.otherwise)]),
  ]
  return lines.length === 0 ? {} : { description: lines.join('\n') }
}

/** Whether paths are a press away, so that the buttons are seen without scrolling; who is stuck needs them at once. */
function hasDetails(report: Report, desk: DeskPart | null): boolean {
  return (
    desk !== null && report.outcome !== 'stuck' && ordersOn(report).some(({ kind }) => kind === 'details')
  )
}

function fieldsOf(report: Report, words: DiscordWords, isShort: boolean): APIEmbedField[] {
  const { labels, desk } = words
  const { verdict, rollbackVerdict, preflight, baseline } = report
  return [
    field(labels.error, errorText(report)),
    field(labels.alarms, alarmText(report)),
    field(desk.labels.cure, discordCure(report)),
    field(desk.labels.known, discordAdvisories(report)),
    field(labels.next, discordCommands(report.nextStep ?? report.error?.hint ?? '', longest.next)),
    field(labels.changes, report.outcome === 'rolled-back' ? '' : discordChanges(report.changes, words)),
    field(
      labels.checks,
      verdict === null
        ? discordChecks(preflight.some(({ answer }) => answer !== 'pass') ? preflight : [], [], words)
        : discordChecks(verdict.checks, baseline, words),
    ),
    field(desk.labels.rehearsal, discordRehearsal(report, words)),
    field(desk.labels.hooks, discordHooks(report, words)),
    field(labels.afterBack, rollbackVerdict === null ? '' : words.oldVersion[rollbackVerdict.kind]),
    field(labels.time, timeText(report, words)),
    ...(isShort ? [] : pathFields(report, labels)),
  ].filter(({ value }) => value.trim() !== '')
}

function pathFields(
  { recoveryPoint, setAside, evidence }: Report,
  labels: DiscordWords['labels'],
): APIEmbedField[] {
  return [
    field(labels.recovery, recoveryPoint === null ? '' : discordCode(recoveryPoint.id, 80)),
    field(labels.setAside, setAside === null ? '' : discordCode(setAside, longest.path)),
    field(labels.evidence, evidence === null ? '' : discordCode(evidence, longest.path)),
  ]
}

function field(name: string, value: string): APIEmbedField {
  return { name, value, inline: false }
}

/** What mirror and vault found changed or taken away: the first few, since each may be a sentence. */
function alarmText({ mirror }: Report): string {
  const alarms = mirror?.alarms ?? []
  const more = alarms.length > 2 ? [`… ${alarms.length - 2}`] : []
  return [...alarms.slice(0, 2).map(text => `⚠ ${discordText(text, longest.alarm)}`), ...more].join('\n')
}

function errorText({ error, headline }: Report): string {
  if (error === null) return ''
  const isSaid = headline.toLowerCase().includes(error.message.toLowerCase())
  const code = discordCode(error.code, 40)
  return isSaid ? code : `${code} ${discordText(error.message, longest.error)}`
}

/** Text of ours in which commands stand between backticks: they stay code, to be copied. */
export function discordCommands(text: string, max: number): string {
  const parts = clip(plainLine(text), max).split('`')
  const isPaired = parts.length % 2 === 1
  return parts
    .map((part, index) => (isPaired && index % 2 === 1 ? discordCode(part, max) : inner(part)))
    .join('')

  /** Spaces beside a command are kept. */
  function inner(part: string): string {
    const [, before = '', middle = '', after = ''] = /^(\s*)([\s\S]*?)(\s*)$/.exec(part) ?? []
    return before + discordText(middle, max) + after
  }
}

function timeText({ durationMs, downtimeMs, outcome }: Report, words: DiscordWords): string {
  const isLong = outcome === 'updated' || outcome === 'rolled-back' || outcome === 'stuck'
  return isLong ? words.took(durationMs, downtimeMs) : ''
}

/** Discord shows a footer as it is: nothing to escape. */
function footerOf({ unit, host, trigger, runId }: Report, words: DiscordWords): string {
  const parts = [words.where(unit, host ?? null), words.triggers[trigger], words.run(runId)]
  return clip(plainLine(parts.filter(part => part !== '').join(' · ')), longest.footer)
}

function endOf({ startedAt, durationMs }: Report): string | null {
  const ended = new Date(Date.parse(startedAt) + durationMs)
  const isSayable = ended.getTime() >= 0 && ended.getTime() < Date.UTC(10_000, 0)
  return isSayable ? ended.toISOString() : null
}

/** "in 2 hours", in the reader's own language and kept up to date by Discord; null for what is no time. */
export function relativeTime(iso: string | null): string | null {
  const ms = Date.parse(iso ?? '')
  return Number.isNaN(ms) ? null : `<t:${Math.floor(ms / 1000)}:R>`
}
