import fc from 'fast-check'
import { expect, test } from 'vitest'
import { deskCommandDefinitions } from '../../src/desk/command-definitions.ts'
import { showDetails } from '../../src/desk/details.ts'
import { plan, renderCheck } from '../../src/desk/show-check.ts'
import { findings, renderFindings } from '../../src/desk/show-doctor.ts'
import { renderHistory } from '../../src/desk/show-history.ts'
import { renderStatus, status } from '../../src/desk/show-status.ts'
import { laterOrders, ordersOn } from '../../src/notify/discord-buttons.ts'
import { renderDiscordMessage } from '../../src/notify/discord-message.ts'
import { locales, wordsOf } from '../../src/notify/discord-words.ts'
import { renderAnswered } from '../../src/notify/question-message.ts'
import type { DeskMessage } from '../../src/ports/desk.ts'
import { limitsBrokenBy } from '../doubles/discord-limits.ts'
import { asking, deskReports, integrity, waiting } from '../notify/desk-reports.ts'
import { check, outcomes, sampleReport, samples, updated } from '../notify/sample-reports.ts'
import { ann, buttonOf, labelsOf, outlookOf, playDesk, well } from './play-desk.ts'
import { doctorDocument, planDocument, statusDocument } from './sample-documents.ts'

const words = wordsOf('en')

function expectFine(message: Partial<DeskMessage>) {
  expect(limitsBrokenBy(JSON.parse(JSON.stringify(message)))).toEqual([])
  // A footer is shown as it is, and mentions nobody.
  const live = { ...message, embeds: message.embeds?.map(({ footer: _, ...embed }) => embed) }
  expect(JSON.stringify(live)).not.toMatch(/@(everyone|here)/i)
  expect(message.allowed_mentions).toEqual({ parse: [] })
}

test.each(locales)('what commands show is within every limit of Discord (%s)', locale => {
  const language = wordsOf(locale)
  expectFine(renderStatus(status.parse(statusDocument), language))
  expectFine(renderCheck(plan.parse(planDocument), language))
  expectFine(renderFindings(findings.parse(doctorDocument), language))
  expectFine(renderHistory(samples, language))
  expectFine(renderHistory([], language))
  for (const report of [...samples, ...deskReports]) expectFine(showDetails(report, language).message)
  for (const report of deskReports) expectFine(renderDiscordMessage(report, language, {}))
})

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc
    .array(
      fc.constantFrom('@everyone', '@here', '<@1>', '`', '[a](', '*', '||', '\n', '\u202e', '\ud83d', ' '),
      { maxLength: 500 },
    )
    .map(parts => parts.join('')),
)
const hostiles = fc.array(hostile, { maxLength: 60 })

test('whatever moltd prints, what is shown of it holds every limit and pings nobody', () => {
  fc.assert(
    fc.property(hostile, hostiles, fc.constantFrom(...locales), (text, texts, locale) => {
      const language = wordsOf(locale)
      const told = {
        ...statusDocument,
        gateways: texts.map(one => ({ unit: one, active: one, version: one, served: one })),
        advisories: texts.map(reason => ({ severity: 'critical', version: reason, reason })),
        problems: texts,
        undelivered: texts,
        openRun: text,
        lastRun: { ...statusDocument.lastRun, headline: text },
        quarantine: texts.map(version => ({ version, reason: version })),
        orders: { ...statusDocument.orders, hold: { until: null, reason: text }, pin: text, skipped: texts },
        recovery: { points: 1, bytes: 1, newest: text },
      }
      expectFine(renderStatus(status.parse(told), language))
      const runs = planDocument.runs.map(run => ({ ...run, reasons: texts }))
      expectFine(
        renderCheck(
          plan.parse({ ...planDocument, installed: text, offered: text, unit: text, runs }),
          language,
        ),
      )
      const found = texts.map(one => ({ name: one, severity: 'broken', reason: one, fix: one }))
      expectFine(renderFindings(findings.parse({ findings: found }), language))
      const report = sampleReport('rolled-back', {
        runId: text,
        headline: text,
        from: text,
        to: text,
        reasons: texts,
        nextStep: text,
        error: { code: text, message: text, hint: text },
        drivers: texts.map(one => ({ name: one, outcome: one, reason: one })),
        preflight: texts.map(one => check(one, 'fail', { reason: one })),
        setAside: text,
        evidence: text,
      })
      expectFine(showDetails(report, language).message)
      expectFine(
        renderHistory(
          Array.from({ length: 10 }, () => report),
          language,
        ),
      )
    }),
    { numRuns: 60 },
  )
})

test('whatever a report holds, its message with buttons holds every limit', () => {
  fc.assert(
    fc.property(hostile, hostiles, fc.constantFrom(...outcomes), (text, texts, outcome) => {
      const report = sampleReport(outcome, {
        runId: text,
        headline: text,
        from: text,
        to: `${text}2`,
        offer: { version: text, integrity: text },
        suggestedRemedy: {
          id: text,
          title: text,
          reason: text,
          changes: texts,
          because: text,
          to: text,
          command: text,
        },
        advisories: texts.map(one => ({
          id: one,
          title: one,
          kind: 'breaking',
          severity: 'critical',
          about: 'candidate',
          version: one,
          reason: `${one}.`,
          evidence: [],
          cure: null,
          remedy: null,
        })),
        rehearsal: {
          kind: 'failed',
          reason: text,
          checks: texts.map(one => check(one, 'fail', { reason: one })),
          durationMs: 1,
          bytes: 1,
        },
        hooks: texts.map(one => check(one, 'fail', { reason: one })),
        recoveryPoint: { id: text, path: text, version: text, state: 'live' },
      })
      for (const locale of locales) expectFine(renderDiscordMessage(report, wordsOf(locale), {}))
      const question = {
        ...(asking.question ?? never()),
        text,
        end: { kind: 'answered', choice: 'keep', by: text, at: '' },
      } as const
      expectFine(renderAnswered({ ...report, question }, words))
    }),
    { numRuns: 60 },
  )
})

function never(): never {
  throw new Error('no question')
}

test('whatever a person is called, nobody is pinged and every limit holds', async () => {
  await fc.assert(
    fc.asyncProperty(hostile, async name => {
      const desk = playDesk({
        outlook: outlookOf(waiting),
        answers: ([word]) => (word === 'approve' ? well({ approval: { deadlineMs: 1 } }) : null),
      })
      const person = { ...ann, name }
      for (const kind of ['approve', 'later', 'skip'] as const) {
        const { answer, rewrite } = await desk.press(buttonOf(waiting, kind), { person })
        expectFine(answer?.message ?? {})
        if (rewrite) expectFine(rewrite.message)
      }
      expectFine((await desk.command('run', {}, person)).answer?.message ?? {})
      expectFine((await desk.command('hold', { for: '1d', reason: name }, person)).answer?.message ?? {})
    }),
    { numRuns: 40 },
  )
})

test('each outcome has the buttons that belong to it, and none where nobody answers', () => {
  const shown = (report: Parameters<typeof ordersOn>[0]) => labelsOf(renderDiscordMessage(report, words, {}))
  const [, , curable, rolledBackCurable] = deskReports
  expect(shown(waiting)).toEqual(['Approve', 'Later', 'Skip this version'])
  expect(shown(asking)).toEqual(['Keep', 'Roll back'])
  expect(shown(updated)).toEqual(['Roll back', 'Details'])
  expect(shown(curable ?? updated)).toEqual(['Apply the cure and update'])
  expect(shown(rolledBackCurable ?? updated)).toEqual([
    'Apply the cure and update',
    'Try again',
    'Release from quarantine',
    'Details',
  ])
  expect(shown(sampleReport('stuck'))).toEqual(['Details'])
  for (const outcome of ['up-to-date', 'held', 'untouched', 'blocked'] as const)
    expect(shown(sampleReport(outcome))).toEqual([])
  for (const report of [...samples, ...deskReports])
    expect(renderDiscordMessage(report, words)).not.toHaveProperty('components')
  expect(laterOrders.length).toBe(2)
})

test('a package without integrity cannot be approved from here', () => {
  expect(ordersOn({ ...waiting, offer: null })).toEqual([])
  expect(ordersOn(waiting)[0]).toMatchObject({ detail: integrity.slice(0, 31) })
})

test.each([
  ['status', { outlook: undefined }, statusDocument, 'How it stands'],
  ['check', {}, planDocument, '2026.9.6 is out; 2026.9.5 is installed'],
  ['doctor', {}, doctorDocument, '1 broken, 1 warning'],
  ['history', {}, [updated], 'The last runs'],
  ['dry-run', {}, { ...updated, dryRun: true }, 'Would update 2026.9.5 → 2026.9.6'],
] as const)('/moltd %s shows it to the one who asks', async (name, _, document, said) => {
  const desk = playDesk({ answers: () => well(JSON.parse(JSON.stringify(document))) })
  const { answer, text } = await desk.command(name)
  expect(answer?.sight).toBe('private')
  expect(text).toContain(said)
  expect(desk.begun).toEqual([])
})

test('the definitions are what the desk answers to, within the limits of Discord', async () => {
  const [moltd] = deskCommandDefinitions
  const options = moltd !== undefined && 'options' in moltd ? (moltd.options ?? []) : []
  expect(options.map(({ name }) => name)).toEqual([
    'status',
    'check',
    'run',
    'dry-run',
    'rollback',
    'hold',
    'history',
    'doctor',
  ])
  for (const { name, description, description_localizations } of options) {
    expect(name).toMatch(/^[-a-z]{1,32}$/)
    for (const text of [description, ...Object.values(description_localizations ?? {})]) {
      expect(text?.length).toBeGreaterThan(0)
      expect(text?.length).toBeLessThanOrEqual(100)
    }
    const desk = playDesk({ outlook: outlookOf(updated), answers: () => well() })
    expect((await desk.command(name)).text, name).not.toContain('does not know that command')
  }
})
