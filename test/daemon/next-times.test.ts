import { expect, test } from 'vitest'
import { nodeCron } from '../../src/adapters/node-cron.ts'
import { nextTimesOf } from '../../src/daemon/next-times.ts'

const at = (text: string) => Date.parse(`${text}:00Z`)
const iso = (times: readonly number[]) => times.map(ms => new Date(ms).toISOString().slice(0, 16))

test('times come one after the other, at the same hour of the wall clock', () => {
  const { nextTimes } = nextTimesOf(nodeCron.read('0 6 * * *'), 'Europe/Berlin')
  expect(iso(nextTimes(at('2026-10-23T12:00'), 3))).toEqual([
    '2026-10-24T04:00',
    '2026-10-25T05:00',
    '2026-10-26T05:00',
  ])
  expect(nextTimes(at('2026-10-24T04:00'), 1)).toEqual([at('2026-10-25T05:00')])
})

test('a day that never comes has no times', () => {
  const pattern = { hours: [6], minutes: [0], isDay: () => false }
  expect(nextTimesOf(pattern, 'UTC').nextTimes(at('2026-10-23T12:00'), 3)).toEqual([])
})
