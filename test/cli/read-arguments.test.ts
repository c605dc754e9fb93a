import { expect, test } from 'vitest'
import { readSpan, readUntil, readVersion } from '../../src/cli/read-arguments.ts'

const now = Date.parse('2026-11-23T06:00:00Z')
const until = (text: string) => new Date(readUntil(text, 'Europe/Berlin', now)).toISOString()

test.each([
  ['2026-12-01', '2026-11-30T23:00:00.000Z'],
  ['2026-12-01 08:00', '2026-12-01T07:00:00.000Z'],
  ['2026-12-01T08:00', '2026-12-01T07:00:00.000Z'],
  ['2026-12-01T08:00:00Z', '2026-12-01T08:00:00.000Z'],
  ['2026-12-01T08:00+09:00', '2026-11-30T23:00:00.000Z'],
  ['2027-07-01', '2027-06-30T22:00:00.000Z'],
])('%s is a date', (text, instant) => {
  expect(until(text)).toBe(instant)
})

test.each([
  '',
  'tomorrow',
  '2026-02-30',
  '2027-13-01',
  '2026-12-01 25:00',
  '01.12.2026',
  '2026-12-1',
  '12:00',
  '2026-12-01 08:00 CET',
])('%j is no date', text => {
  expect(() => until(text)).toThrow(expect.objectContaining({ code: 'E_USAGE' }))
})

test('a date that is past is refused, and said in the zone of the schedule', () => {
  expect(() => until('2026-11-23')).toThrow('2026-11-23 00:00 Europe/Berlin is past')
})

test('a version is taken as npm spells it, and nothing around it', () => {
  expect([readVersion('2026.9.6'), readVersion('v2026.9.6-2'), readVersion('2026.9.7-beta.1')]).toEqual([
    '2026.9.6',
    '2026.9.6-2',
    '2026.9.7-beta.1',
  ])
  for (const text of ['', 'latest', '2026.9', 'OpenClaw 2026.9.6', '2026.9.6 '])
    expect(() => readVersion(text)).toThrow(expect.objectContaining({ code: 'E_USAGE' }))
})

test('spans of time are hours, days or weeks', () => {
  expect([readSpan('36h'), readSpan('14d'), readSpan('2w')]).toEqual([
    129_600_000, 1_209_600_000, 1_209_600_000,
  ])
  for (const text of ['', '0d', '14', 'd', '-1d', '367d', '1y', '9999w'])
    expect(() => readSpan(text)).toThrow(expect.objectContaining({ code: 'E_USAGE' }))
})
