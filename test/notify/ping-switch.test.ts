import { expect, test } from 'vitest'
import { pingOf, pingSwitch } from '../../src/notify/ping-switch.ts'
import type { HttpAnswer } from '../../src/ports/http.ts'
import { quietLog } from '../doubles/quiet-log.ts'
import { outcomes } from './sample-reports.ts'

const url = 'https://hc-ping.example/1f0c'

async function ping(...given: [string | undefined, Parameters<typeof pingSwitch>[2]]) {
  const asked: string[] = []
  const answer: HttpAnswer = { kind: 'no-answer', reason: 'no route' }
  const http = {
    get: async (address: string) => {
      asked.push(address)
      return answer
    },
  }
  await pingSwitch({ http, log: quietLog }, ...given)
  return asked
}

test('start and fail have a path of their own, success is the address itself; without one nobody is asked', async () => {
  expect(await ping(url, 'start')).toEqual([`${url}/start`])
  expect(await ping(url, 'fail')).toEqual([`${url}/fail`])
  expect(await ping(url, 'success')).toEqual([url])
  expect(await ping(undefined, 'start')).toEqual([])
})

test('it rings for what somebody should look at, and for nothing else', () => {
  expect(outcomes.filter(outcome => pingOf(outcome) === 'fail')).toEqual([
    'rolled-back',
    'untouched',
    'stuck',
  ])
})

test('its address, which is a secret, never reaches the log', async () => {
  const logged: unknown[] = []
  const log = { ...quietLog, warn: (...words: unknown[]) => void logged.push(words) }
  const http = {
    get: async (address: string): Promise<HttpAnswer> => ({
      kind: 'no-answer',
      reason: `cannot ask ${address}`,
    }),
  }
  await pingSwitch({ http, log }, url, 'fail')
  expect(JSON.stringify(logged)).toContain('cannot ask [address]/fail')
  expect(JSON.stringify(logged)).not.toContain('1f0c')
})
