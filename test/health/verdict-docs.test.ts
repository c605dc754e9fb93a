import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { configSchema } from '../../src/config/schema.ts'
import { judge } from '../../src/health/judge.ts'
import { seeLooks } from '../../src/health/see-looks.ts'
import { result } from './a-result.ts'

const page = readFileSync(join(import.meta.dirname, '../../docs/verdict.md'), 'utf8')
const condemnation = configSchema.parse({}).verify.condemn
const answer = z.enum(['pass', 'fail', 'unknown'])
const none: ReadonlySet<string> = new Set()

/** The rows of the table below a heading. */
function tableOf(heading: string): string[][] {
  const section = page.split(/^## /m).find(part => part.startsWith(heading)) ?? ''
  const rows = section.split('\n').filter(line => line.startsWith('|'))
  return rows.slice(2).map(row =>
    row
      .split('|')
      .slice(1, -1)
      .map(cell => cell.trim()),
  )
}

const looks = tableOf('One look is not enough')
const against = tableOf('One check, against the baseline')

test('the page has a row for every pair of answers', () => {
  const pairs = ['pass', 'unknown', 'fail', 'none'].flatMap(before =>
    ['pass', 'unknown', 'fail'].map(after => `${before} ${after}`),
  )
  expect(against.map(([before, after]) => `${before} ${after}`).toSorted()).toEqual(pairs.toSorted())
  expect(looks.length).toBeGreaterThan(5)
})

test.each(looks)('looks: %s are seen as %s', (series, seen) => {
  const answers = (series ?? '').split(', ').map(word => answer.parse(word))
  const found = seeLooks(
    answers.map(each => [result(each)]),
    condemnation,
  )
  expect(found.map(check => check.seen)).toEqual([seen])
})

test.each(against)('%s before and %s after says %s', (before, after, says) => {
  const look = [result(answer.parse(after))]
  const question = { looks: [look, look, look], observing: none, condemnation }
  const baseline = before === 'none' ? [] : [result(answer.parse(before))]
  expect(judge({ ...question, baseline, absolute: none }).kind).toBe(says)
  if (before === 'none')
    for (const red of ['pass', 'unknown', 'fail'] as const)
      expect(judge({ ...question, baseline: [result(red)], absolute: new Set(['a']) }).kind).toBe(says)
})

test('the numbers on the page are the defaults of the config', () => {
  expect(page).toContain(`\`verify.condemn.failures\` times (${condemnation.failures})`)
  expect(page).toContain(`\`verify.condemn.of\` looks (${condemnation.of})`)
})
