import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CheckResult } from '../../src/health/check.ts'
import { renderDiscordMessage } from '../../src/notify/discord-message.ts'
import { renderDiscordProgress } from '../../src/notify/discord-progress.ts'
import { discordCode, discordText } from '../../src/notify/discord-text.ts'
import { locales, wordsOf } from '../../src/notify/discord-words.ts'
import type { Report } from '../../src/notify/report.ts'
import { limitsBrokenBy } from '../doubles/discord-limits.ts'
import { check, outcomes, rolledBack, sampleReport, samples, stuck, updated } from './sample-reports.ts'

function embedOf(report: Report, words = wordsOf('en')) {
  const [embed] = renderDiscordMessage(report, words).embeds ?? []
  if (embed === undefined) throw new Error('no embed')
  return embed
}

function textOf(report: Report, words = wordsOf('en')): string {
  const { content } = renderDiscordMessage(report, words)
  const { description, fields } = embedOf(report, words)
  return [content, description, ...(fields ?? []).flatMap(({ name, value }) => [name, value])].join('\n')
}

test.each(locales)('every outcome has a colour and a first line of its own (%s)', locale => {
  const messages = outcomes.map(outcome => renderDiscordMessage(sampleReport(outcome), wordsOf(locale)))
  expect(new Set(messages.map(({ embeds }) => embeds?.[0]?.color)).size).toBe(outcomes.length)
  expect(new Set(messages.map(({ content }) => content)).size).toBe(outcomes.length)
})

test('an update reads on a phone', () => {
  expect(renderDiscordMessage({ ...updated, changes: null }, wordsOf('en'))).toEqual({
    content: '✅ **Updated 2026.9.5 → 2026.9.6**',
    embeds: [
      {
        description: 'The gateway serves 2026.9.6 and stayed well for 60 s.',
        color: 0x2ea043,
        fields: [
          {
            name: 'Checks',
            value: '4 of 5 pass\n✗ channels are connected: it does not (as before)',
            inline: false,
          },
          { name: 'Time', value: '4 min 12 s, of which 56 s without a gateway', inline: false },
          { name: 'Recovery point', value: '`20261122-060003-k3f9`', inline: false },
        ],
        footer: { text: 'openclaw-gateway.service · by hand · run 20261122-060003-k3f9' },
        timestamp: '2026-11-22T06:04:15.512Z',
      },
    ],
    allowed_mentions: { parse: [] },
  })
})

test('what changed is told with the breaking first, a count of the rest, and one link', () => {
  const changes = {
    versions: ['2026.9.6'],
    breaking: ['gateway.bind no longer takes tailnet'],
    security: ['GHSA-1: tokens in logs'],
    notable: ['one', 'two', 'three'],
    omitted: 40,
    url: 'https://github.com/openclaw/openclaw/releases',
  }
  const field = embedOf({ ...updated, changes }).fields?.find(({ name }) => name === 'What changed')
  expect(field?.value).toBe(
    '⚠️ gateway.bind no longer takes tailnet\n🔒 GHSA-1: tokens in logs\n· one\n· two\n[41 more changes](https://github.com/openclaw/openclaw/releases)',
  )
  const evil = { ...changes, url: 'https://x.example/)[@everyone](' }
  expect(textOf({ ...updated, changes: evil })).not.toContain('x.example')
})

test('in Japanese our own words come first, and a reason is quoted as it was given', () => {
  const { description } = embedOf(rolledBack, wordsOf('ja'))
  expect(description).toBe(
    'プログラムとデータを一緒に元へ戻しました。\n> The agent could not reach its gateway on 2026.9.6; 2026.9.5 is back and well.',
  )
})

test('a rollback says what failed and how the old version is', () => {
  const text = textOf(rolledBack)
  expect(text).toContain('✗ the agent reaches its gateway: SECURITY ERROR')
  expect(text).toContain('The old version\n✓ well again')
  expect(text).toContain('2026.9.6 is quarantined')
})

test('what a run asks is its first line, with the deadline and what happens without an answer', () => {
  const question = {
    id: updated.runId,
    text: 'a channel came back and went again',
    choices: ['keep', 'rollback'] as const,
    otherwise: 'rollback' as const,
    deadline: '2026-11-22T08:00:00Z',
    end: null,
  }
  const text = textOf({ ...updated, outcome: 'awaiting-approval', question })
  expect(text).toContain('🆕 **Keep 2026.9.6, or go back to 2026.9.5?**')
  expect(text).toContain('went again\nWithout an answer it is taken back <t:1795334400:R>.')
})

test('being stuck says what to do by hand', () => {
  expect(textOf(stuck)).toContain('Next\nEnd process 4711, then run: sh')
})

test.each([
  ['@everyone look', '@\u200beveryone look'],
  ['<@123> <#4> <t:0>', '\\<@123\\> \\<#4\\> \\<t:0\\>'],
  ['[free](https://evil.example)', '\\[free\\](https:\\/\\/evil.example)'],
  [
    '`code` **bold** __u__ ~~s~~ ||x||',
    '\\`code\\` \\*\\*bold\\*\\* \\_\\_u\\_\\_ \\~\\~s\\~\\~ \\|\\|x\\|\\|',
  ],
  ['# heading', '\\# heading'],
  ['- item', '\\- item'],
  ['1. item', '1\\. item'],
  ['> quote', '\\> quote'],
])('%j is shown, not obeyed', (text, shown) => expect(discordText(text, 100)).toBe(shown))

test('a code span cannot be left from inside', () => {
  expect(discordCode('a`b` @everyone', 100)).toBe("`a'b' @\u200beveryone`")
})

const lots = { versions: [], omitted: 5, url: 'https://github.com/openclaw/openclaw/releases' }

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc
    .array(
      fc.constantFrom(
        ...[
          '@everyone',
          '@here',
          '<@1>',
          '<@&2>',
          '<#3>',
          '`',
          '```',
          '[a](',
          'https://x.example',
          ')',
          '\\',
        ],
        ...[
          '*',
          '_',
          '~~',
          '||',
          '> ',
          '# ',
          '- ',
          '1. ',
          '\n',
          '\u200b',
          '\u202e',
          '\ud83d',
          '😀',
          ' ',
          '@\u200beveryone',
        ],
      ),
      { maxLength: 300 },
    )
    .map(parts => parts.join('')),
  fc.string({ unit: 'binary', minLength: 1000, maxLength: 1300 }),
)

const hostileChecks: fc.Arbitrary<CheckResult[]> = fc.array(
  fc
    .record({ title: hostile, reason: hostile, answer: fc.constantFrom('pass', 'fail', 'unknown') })
    .map(({ title, reason, answer }) => check(title, answer, { reason })),
  { maxLength: 6 },
)

const hostileReport: fc.Arbitrary<Report> = fc
  .record({
    outcome: fc.constantFrom(...outcomes),
    headline: hostile,
    runId: hostile,
    unit: hostile,
    host: hostile,
    from: fc.option(hostile),
    to: fc.option(hostile),
    startedAt: fc.oneof(hostile, fc.constant('2026-11-22T06:00:03Z')),
    durationMs: fc.oneof(fc.double(), fc.nat()),
    downtimeMs: fc.option(fc.nat()),
    setAside: fc.option(hostile),
    evidence: fc.option(hostile),
    nextStep: fc.option(hostile),
    error: fc.option(fc.record({ code: hostile, message: hostile, hint: hostile })),
    checks: hostileChecks,
    baseline: hostileChecks,
    id: hostile,
    dryRun: fc.boolean(),
    texts: fc.array(hostile, { maxLength: 8 }),
    url: fc.option(fc.oneof(hostile, fc.constant(lots.url))),
  })
  .map(({ checks, id, outcome, texts, url, ...rest }) =>
    sampleReport(outcome, {
      ...rest,
      preflight: checks,
      changes: { ...lots, url, breaking: texts, security: texts, notable: texts },
      verdict: { kind: 'ill', reason: '', checks },
      rollbackVerdict: { kind: 'well', reason: '', checks },
      recoveryPoint: { id, path: id, version: id, state: 'live' },
    }),
  )

test.each(locales)('whatever a report holds, the message is within every limit of Discord (%s)', locale => {
  fc.assert(
    fc.property(hostileReport, report => {
      const words = wordsOf(locale)
      const messages = [
        renderDiscordMessage(report, words),
        renderDiscordProgress(report, report.headline, words),
      ]
      for (const message of messages) expect(limitsBrokenBy(JSON.parse(JSON.stringify(message)))).toEqual([])
    }),
    { numRuns: 100, endOnFailure: true },
  )
})

test('an alarm of the mirror is said, also when there was nothing to update', () => {
  const alarms = ['release tag v2026.9.5 was moved upstream']
  const report = sampleReport('up-to-date', { mirror: { alarms, troubles: [], summary: '' } })
  expect(JSON.stringify(renderDiscordMessage(report, wordsOf('en')))).toContain('Look at this')
  expect(JSON.stringify(renderDiscordMessage(report, wordsOf('en')))).toContain('was moved upstream')
})

test.each(['*', '😀', '@everyone ', '://'])('texts of nothing but %j, far too long, still fit', part => {
  const text = part.repeat(5000)
  const checks = Array.from({ length: 30 }, () => check(text, 'fail', { reason: text }))
  for (const outcome of outcomes) {
    const report = sampleReport(outcome, {
      headline: text,
      runId: text,
      unit: text,
      from: text,
      to: text,
      mirror: { alarms: [text, text, text], troubles: [text], summary: text },
      verdict: { kind: 'ill', reason: text, checks },
      rollbackVerdict: { kind: 'ill', reason: text, checks },
      recoveryPoint: { id: text, path: text, version: text, state: 'live' },
      setAside: text,
      evidence: text,
      nextStep: text,
      error: { code: text, message: text, hint: text },
      changes: { ...lots, breaking: [text, text, text, text], security: [text, text], notable: [text, text] },
      unlocksAt: '2026-11-23T06:00:00Z',
      isOverdue: true,
    })
    for (const locale of locales)
      expect(limitsBrokenBy(renderDiscordMessage(report, wordsOf(locale)))).toEqual([])
  }
})

test.each(locales)(
  'whatever a report holds, nobody is mentioned and nothing of it is formatting (%s)',
  locale => {
    fc.assert(
      fc.property(hostileReport, report => {
        expect(renderDiscordMessage(report, wordsOf(locale)).allowed_mentions).toEqual({ parse: [] })
        const text = textOf(report, wordsOf(locale))
        expect(text).not.toMatch(/@(everyone|here)/i)
        const live = withoutEscapesAndCode(withoutFrame(text))
        expect(live).not.toMatch(/[`*_~|[\]<>\\]|:\/\//)
        for (const line of live.split('\n')) expect(line).not.toMatch(/^\s*(?:[-+#]|\d+\.\s)/)
      }),
      { numRuns: 100, endOnFailure: true },
    )
  },
)

/** Takes away the formatting that is our own. */
function withoutFrame(text: string): string {
  return text
    .replace(/^(\S+ )\*\*(.*)\*\*$/m, '$1$2')
    .replaceAll(/^> (?=\S)/gm, '')
    .replaceAll(/<t:\d+:[Rf]>/g, '')
    .replaceAll(/^\[[^[\]\n]+\]\(https:\/\/[\w./-]+\)$/gm, '')
    .replaceAll(/^🔒 \*\*[^*]+\*\*$/gm, '')
}

/** What Discord would still look at: reads left to right as it does, an escape first, then a code span. */
function withoutEscapesAndCode(text: string): string {
  return text.replaceAll(/\\[^0-9A-Za-z\s]|`[^`\n]+`/g, '·')
}

test.each(locales)('the samples hold to the limits too (%s)', locale => {
  for (const report of samples)
    expect(limitsBrokenBy(renderDiscordMessage(report, wordsOf(locale)))).toEqual([])
})
