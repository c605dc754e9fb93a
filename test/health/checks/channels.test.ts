import { expect, test } from 'vitest'
import { channels } from '../../../src/health/checks/channels.ts'
import { readAnswer } from '../../doubles/read-answer.ts'
import { askCheck, factsOf } from '../ask-check.ts'

const ts = 1_000_000
const status = (discord: object | null, telegram: object = { connected: true }) => ({
  answers: {
    'channels.status': {
      ts,
      channelAccounts: {
        ...(discord === null
          ? {}
          : { discord: [{ accountId: 'default', enabled: true, configured: true, ...discord }] }),
        telegram: [{ accountId: 'ops', enabled: true, configured: true, running: true, ...telegram }],
      },
    },
  },
})
const connected = { running: true, connected: true }
const facts = await factsOf(channels, status(connected))

test('every account that was connected is connected again', async () => {
  expect(await askCheck(channels, { ...status(connected), facts })).toMatchObject({
    answer: 'pass',
    reason: 'connected again: discord/default, telegram/ops',
  })
})

test.each([
  ['is gone without a word (E1)', null, 'fail', 'channel-gone'],
  ['is no longer set up', { configured: false }, 'fail', 'channel-gone'],
  ['is switched off', { enabled: false }, 'fail', 'channel-gone'],
  ['does not run', { running: false, connected: false, lastError: 'plugin missing' }, 'fail', 'channel-down'],
  [
    'was thrown out for good',
    { running: true, connected: false, terminalDisconnect: true },
    'fail',
    'channel-down',
  ],
  ['takes nothing in', { ...connected, ingressUnavailable: true }, 'fail', 'channel-down'],
  [
    'has just begun',
    { running: true, connected: false, lastStartAt: ts - 5_000 },
    'unknown',
    'channel-connecting',
  ],
  [
    'tries again',
    { running: true, connected: false, lifecycle: 'recovering', lastEventAt: ts - 9_000 },
    'unknown',
    'channel-connecting',
  ],
  [
    'has not moved for minutes',
    { running: true, connected: false, lastStartAt: ts - 500_000 },
    'fail',
    'channel-down',
  ],
])('an account that %s: %j → %s', async (_, discord, answer, code) => {
  expect(await askCheck(channels, { ...status(discord), facts })).toMatchObject({ answer, code })
})

test('the worst account gives the answer, and each is named', async () => {
  const now = status(
    { running: true, connected: false, lastStartAt: ts },
    { running: false, connected: false },
  )
  expect(await askCheck(channels, { ...now, facts })).toMatchObject({
    answer: 'fail',
    code: 'channel-down',
    reason: 'discord/default was connected, and is still connecting; telegram/ops was connected, and is not',
  })
})

test('what was not connected before is nobody’s loss', async () => {
  const before = await factsOf(channels, status({ running: true, connected: false, lastStartAt: ts }))
  expect(await askCheck(channels, { ...status(null), facts: before })).toMatchObject({ answer: 'pass' })
})

test('what a channel says of its trouble is said without its secrets', async () => {
  const lastError = 'login failed: token=MTE0NDk5ODg3NjU0MzIxMDEyMw.abc'
  const now = status({ running: false, lastError })
  expect((await askCheck(channels, { ...now, facts })).reason).not.toContain('MTE0')
})

test('the real answer is understood: Telegram connected, Discord without a way to Discord still trying', async () => {
  const answers = { 'channels.status': JSON.parse(readAnswer('../2026.9.5/call-channels-status-two')) }
  expect(await askCheck(channels, { answers })).toMatchObject({
    evidence: 'discord/default connecting, telegram/default connected',
    facts: { connected: ['telegram/default'] },
  })
})
