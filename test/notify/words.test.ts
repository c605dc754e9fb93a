import { expect, test } from 'vitest'
import { exitCodeOf } from '../../src/notify/exit-code.ts'
import { clip, plainLine, wrap } from '../../src/notify/plain-text.ts'
import { sayDuration, saySize, sayTime, titleOf } from '../../src/notify/words.ts'
import { outcomes, sampleReport } from './sample-reports.ts'

test.each([
  [0, '0.0 s'],
  [449, '0.4 s'],
  [9_949, '9.9 s'],
  [9_960, '10 s'],
  [59_400, '59 s'],
  [59_600, '1 min'],
  [252_000, '4 min 12 s'],
  [3_599_900, '1 h'],
  [11_100_000, '3 h 5 min'],
  [345_600_000, '4 days'],
])('%d ms read "%s"', (milliseconds, said) => expect(sayDuration(milliseconds)).toBe(said))

test.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1000, '1.0 KB'],
  [9_960, '10 KB'],
  [999_600, '1.0 MB'],
  [647_000_000, '647 MB'],
  [4_200_000_000, '4.2 GB'],
  [1_500_000_000_000, '1.5 TB'],
])('%d bytes read "%s"', (bytes, said) => expect(saySize(bytes)).toBe(said))

test('a time is told to the minute, in UTC', () => {
  expect(sayTime('2026-11-22T06:00:03.512Z')).toBe('2026-11-22 06:00 UTC')
})

test('every outcome has a title of its own, for a run and for a dry run', () => {
  const titles = outcomes.flatMap(outcome =>
    [false, true].map(dryRun => titleOf(sampleReport(outcome, { dryRun }))),
  )
  expect(new Set(titles).size).toBe(titles.length)
})

test('a title needs neither version', () => {
  for (const outcome of outcomes) {
    const title = titleOf(sampleReport(outcome, { from: null, to: null }))
    expect(title).not.toMatch(/null|undefined|\?/)
  }
})

test('exit codes are what docs/report.md says', () => {
  expect(Object.fromEntries(outcomes.map(outcome => [outcome, exitCodeOf(outcome)]))).toEqual({
    'up-to-date': 0,
    updated: 0,
    untouched: 1,
    held: 3,
    blocked: 3,
    'awaiting-approval': 3,
    'rolled-back': 4,
    stuck: 5,
  })
})

test('a clipped text never ends in half a character', () => {
  expect(clip('ab😀cd', 4)).toBe('ab…')
  expect(clip('abcd', 4)).toBe('abcd')
  expect(plainLine('a\ud83d b')).toBe('a\ufffd b')
})

test('wrapping keeps a long word whole', () => {
  expect(wrap('see /a/very/long/path now', 8)).toEqual(['see', '/a/very/long/path', 'now'])
})
