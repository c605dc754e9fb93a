import { changeRows } from './change-rows.ts'
import { checkItems, everyCheck, verdictItems } from './check-items.ts'
import type { Tone } from './paint.ts'
import type { Report } from './report.ts'
import { sayDuration, saySize, sayTime, sayTrigger } from './words.ts'

export interface Item {
  text: string
  /** A sign before the text, in the item's tone; without one the tone is the text's. */
  mark?: string
  tone?: Tone
  /** Quiet lines below. */
  notes?: readonly string[]
}

/** Rows that stand together: a label and what is beside it. */
export type Section = readonly { label: string; items: readonly Item[] }[]

/** What the console shows below the title; a row with nothing to say is not there, nor a section without rows. */
export function sectionsOf(report: Report): Section[] {
  const sections: Section[] = [
    [
      row('error', errorItems(report)),
      row('advisories', advisoryItems(report)),
      row('overdue', overdueItems(report)),
      row('unlocks', unlocksItems(report)),
      row('reasons', report.dryRun || report.outcome !== 'updated' ? bullets(report.reasons) : []),
    ],
    [
      row('took', tookItems(report)),
      row('way', wayItems(report)),
      row('driver', driverItems(report)),
      row('run', [{ text: whichRun(report) }]),
      row('gateway', gatewayItems(report)),
    ],
    [
      row('preflight', report.dryRun ? everyCheck(report.preflight) : notPassed(report.preflight)),
      row('rehearsal', rehearsalItems(report)),
      row('baseline', report.dryRun ? everyCheck(report.baseline) : []),
      row('checked', report.verdict === null ? [] : verdictItems(report.verdict, report.baseline)),
      row(
        'after back',
        report.rollbackVerdict === null ? [] : verdictItems(report.rollbackVerdict, report.baseline),
      ),
    ],
    changeRows(report).map(([label, items]) => row(label, items)),
    [row('hooks', notPassed(report.hooks ?? []))],
    [row('question', questionItems(report))],
    [row('plan', planItems(report)), row('forecast', forecastItems(report))],
    [
      row('recovery', recoveryItems(report)),
      row('set aside', pathItems(report.setAside)),
      row('evidence', pathItems(report.evidence)),
    ],
    [row('mirror', mirrorItems(report)), row('moltd', ownReleaseItems(report))],
    [row('remedy', remedyItems(report)), row('cure', cureItems(report))],
    [row('next', nextItems(report))],
  ]
  return sections.map(rows => rows.filter(({ items }) => items.length > 0)).filter(rows => rows.length > 0)
}

function row(label: string, items: readonly Item[]) {
  return { label, items }
}

function errorItems({ error, headline }: Report): Item[] {
  if (error === null) return []
  const said = headline.toLowerCase().includes(error.message.toLowerCase())
  return [
    { text: said ? error.code : `${error.code}: ${error.message}`, tone: 'bad' },
    ...(error.hint === '' ? [] : [{ text: error.hint }]),
  ]
}

function overdueItems({ isOverdue }: Report): Item[] {
  return isOverdue ? [{ text: 'a security update waits for longer than it should', tone: 'bad' }] : []
}

function unlocksItems({ unlocksAt }: Report): Item[] {
  return unlocksAt === null ? [] : [{ text: `by itself, ${sayTime(unlocksAt)}` }]
}

/** What is known against the installed version, in every report; what concerns the step stands among the preflight checks. */
function advisoryItems({ advisories }: Report): Item[] {
  return (advisories ?? [])
    .filter(({ kind }) => kind === 'vulnerable')
    .map(({ severity, id, version, reason, cure }) => ({
      mark: severity === 'critical' ? '✗' : '!',
      tone: severity === 'critical' ? 'bad' : 'warn',
      text: `${version} is vulnerable: ${reason} (${id})`,
      ...(cure !== null && { notes: [`→ ${cure}`] }),
    }))
}

function remedyItems({ remedies }: Report): Item[] {
  return (remedies ?? []).map(({ id, title, changes }) => ({ text: `${id}: ${title}`, notes: changes }))
}

/** Issue, suggestion, one command. */
function cureItems({ suggestedRemedy }: Report): Item[] {
  if (!suggestedRemedy) return []
  const { title, reason, changes, command } = suggestedRemedy
  return [
    { text: `${title}: ${reason}`, notes: changes },
    { text: `apply it and update: \`${command}\``, tone: 'strong' },
  ]
}

function bullets(texts: readonly string[]): Item[] {
  return texts.map(text => ({ mark: '·', text }))
}

function notPassed(checks: Report['preflight']): Item[] {
  return checks.some(check => check.answer !== 'pass') ? checkItems(checks, []) : []
}

/** What it came to and cost; the parts only where one of them did not pass. */
function rehearsalItems({ rehearsal }: Report): Item[] {
  if (!rehearsal) return []
  const { kind, reason, checks, durationMs, bytes } = rehearsal
  if (kind === 'skipped') return [{ mark: '·', text: `left out: ${reason}` }]
  const cost =
    bytes === null ? sayDuration(durationMs) : `${sayDuration(durationMs)}, ${saySize(bytes)} on disk`
  if (kind === 'passed') return [{ mark: '✓', tone: 'good', text: `${reason} (${cost})` }]
  return [{ text: `failed after ${cost}` }, ...checkItems(checks, [])]
}

function tookItems({ durationMs, downtimeMs, dryRun }: Report): Item[] {
  const took = sayDuration(durationMs)
  if (dryRun) return [{ text: `${took}; nothing was touched` }]
  if (downtimeMs === null) return [{ text: took }]
  const away =
    downtimeMs === 0
      ? 'the gateway answered all the time'
      : `${sayDuration(downtimeMs)} of it without a gateway`
  return [{ text: `${took}, ${away}` }]
}

function wayItems({ phases, dryRun }: Report): Item[] {
  const parts = phases.flatMap(({ name, durationMs }) =>
    durationMs === null || durationMs < 50
      ? []
      : [`${name} ${sayDuration(durationMs)}`.replaceAll(' ', '\u00a0')],
  )
  return dryRun || parts.length < 3 ? [] : [{ text: parts.join(', '), tone: 'quiet' }]
}

function driverItems({ drivers }: Report): Item[] {
  return drivers.map(({ name, outcome, reason }) => ({
    text: reason === '' ? `${name}: ${outcome}` : `${name}: ${outcome}, ${reason}`,
  }))
}

function questionItems({ question, outcome }: Report): Item[] {
  if (!question) return []
  const { choices, otherwise, deadline, end } = question
  if (end === null)
    return outcome === 'awaiting-approval'
      ? [{ text: `${choices.join(' or ')}, until ${sayTime(deadline)}; then: ${otherwise}` }]
      : []
  switch (end.kind) {
    case 'answered':
      return [{ text: `${end.by ?? 'somebody'} said ${end.choice ?? 'nothing'}, ${sayTime(end.at)}` }]
    case 'overdue':
      return [{ text: `nobody answered until ${sayTime(deadline)}: ${end.choice ?? otherwise}` }]
    case 'withdrawn':
      return [{ text: 'asked, and answered by the gateway itself' }]
  }
}

function planItems({ plan }: Report): Item[] {
  return plan.map((text, index) => ({ mark: `${index + 1}.`.padStart(plan.length > 9 ? 3 : 2), text }))
}

function forecastItems({ forecast }: Report): Item[] {
  if (!forecast) return []
  const { recoveryPointBytes, lastDurationMs, lastDowntimeMs } = forecast
  const away = lastDowntimeMs === null ? '' : `, ${sayDuration(lastDowntimeMs)} of it without a gateway`
  return [
    ...(recoveryPointBytes === null
      ? []
      : [{ text: `the recovery point holds ${saySize(recoveryPointBytes)}` }]),
    ...(lastDurationMs === null
      ? [{ text: 'no update from here to compare with yet' }]
      : [{ text: `the last update took ${sayDuration(lastDurationMs)}${away}` }]),
  ]
}

function recoveryItems({ recoveryPoint }: Report): Item[] {
  if (recoveryPoint === null) return []
  const { id, path, version, state } = recoveryPoint
  const kind = state === 'sealed' ? 'state exact at the stop' : 'state as it was while running'
  return [{ text: `${id}: ${version}, ${kind}`, notes: [path] }]
}

function pathItems(path: string | null): Item[] {
  return path === null ? [] : [{ text: path }]
}

function whichRun({ runId, trigger, startedAt }: Report): string {
  return `${runId}, ${sayTrigger(trigger)}, ${sayTime(startedAt)}`
}

function gatewayItems({ unit, host }: Report): Item[] {
  if (unit === null) return []
  return [{ text: host === undefined ? unit : `${unit} on ${host}` }]
}

function mirrorItems({ mirror }: Report): Item[] {
  if (!mirror) return []
  return [
    ...mirror.alarms.map((text): Item => ({ mark: '!', text, tone: 'bad' })),
    ...mirror.troubles.map((text): Item => ({ mark: '?', text, tone: 'warn' })),
    ...(mirror.summary === '' ? [] : [{ text: mirror.summary, tone: 'quiet' } satisfies Item]),
  ]
}

function ownReleaseItems({ ownRelease }: Report): Item[] {
  if (!ownRelease) return []
  return [{ text: `moltd ${ownRelease.newest} is out, this is ${ownRelease.installed}` }]
}

/** A cure that is offered above is what comes next. */
function nextItems({ nextStep, error, suggestedRemedy }: Report): Item[] {
  if (suggestedRemedy) return []
  return nextStep === null || nextStep === error?.hint ? [] : [{ text: nextStep, tone: 'strong' }]
}
