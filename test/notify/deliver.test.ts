import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { systemClock } from '../../src/adapters/clock.ts'
import { createDiscordWebhook } from '../../src/adapters/discord-webhook.ts'
import { type OpenOutbox, openSqliteOutbox } from '../../src/adapters/outbox.ts'
import { deliverPending, type Ways } from '../../src/notify/deliver.ts'
import { discordBodies } from '../../src/notify/discord-bodies.ts'
import { wordsOf } from '../../src/notify/discord-words.ts'
import { publish } from '../../src/notify/publish.ts'
import { queueReport } from '../../src/notify/queue-report.ts'
import type { Report } from '../../src/notify/report.ts'
import { retryDelayMs } from '../../src/notify/retry-delay.ts'
import { sayReport } from '../../src/notify/say-report.ts'
import type { Clock } from '../../src/ports/clock.ts'
import type { Saying, Voice, VoiceAnswer } from '../../src/ports/voice.ts'
import { limitsBrokenBy } from '../doubles/discord-limits.ts'
import { startDiscordServer } from '../doubles/discord-server.ts'
import { quietLog } from '../doubles/quiet-log.ts'
import { asking } from './desk-reports.ts'
import { sampleReport, updated } from './sample-reports.ts'

let folder: string
let outbox: OpenOutbox

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'moltd-deliver-'))
  outbox = openSqliteOutbox(join(folder, 'outbox.sqlite'))
})
afterEach(() => {
  outbox.close()
  rmSync(folder, { recursive: true })
})

const dayMs = 86_400_000
const away: VoiceAnswer = { kind: 'retry-later', afterMs: null, reason: 'Discord is away' }
const taken: VoiceAnswer = { kind: 'delivered', messageId: 'm1' }
const words = wordsOf('en')

function by(voice: Voice, ...others: Voice[]): Ways {
  return { voices: [voice, ...others], bodies: discordBodies(words), hasDesk: false }
}

/** Time passes only while somebody sleeps; alarms, which can be called off, never ring. */
function createSteppedClock() {
  const clock: Clock & { ms: number } = {
    ms: 1_000_000,
    nowMs: () => clock.ms,
    monotonicMs: () => clock.ms,
    uptimeMs: () => clock.ms,
    sleep: (ms, signal) => {
      if (signal) return new Promise((_resolve, reject) => signal.addEventListener('abort', reject))
      clock.ms += ms
      return Promise.resolve()
    },
  }
  return clock
}

function createVoice(...answers: VoiceAnswer[]): Voice & { said: string[] } {
  const said: string[] = []
  return {
    name: 'Discord',
    place: 'here',
    said,
    say: async ({ body }) => {
      said.push(body)
      return answers.shift() ?? taken
    },
  }
}

function prepare(...runIds: string[]) {
  const clock = createSteppedClock()
  for (const runId of runIds) outbox.enqueue({ runId, kind: 'discord-report', body: runId }, clock.ms)
  return { clock, log: quietLog }
}

test('what waits is said in order, once', async () => {
  const world = prepare('one', 'two', 'three')
  const voice = createVoice()
  expect(await deliverPending(world, outbox, by(voice))).toEqual({
    delivered: 3,
    undeliverable: 0,
    waitingBecause: null,
  })
  await deliverPending(world, outbox, by(voice))
  expect(voice.said).toEqual(['one', 'two', 'three'])
})

test('a hiccup is over within the budget', async () => {
  const world = prepare('one', 'two')
  const voice = createVoice(away, taken)
  expect(await deliverPending(world, outbox, by(voice))).toMatchObject({ delivered: 2, waitingBecause: null })
  expect(voice.said).toEqual(['one', 'one', 'two'])
})

test('when Discord is away, the run ends within the budget and the report stays', async () => {
  const world = prepare('one', 'two')
  const before = world.clock.ms
  const voice = createVoice(...Array.from({ length: 20 }, () => away))
  expect(await deliverPending(world, outbox, by(voice))).toEqual({
    delivered: 0,
    undeliverable: 0,
    waitingBecause: 'Discord is away',
  })
  expect(world.clock.ms - before).toBeLessThanOrEqual(5_000)
  expect(voice.said.length).toBeLessThan(5)
  expect(outbox.list(['pending'])).toHaveLength(2)
})

test('a new report does not wait for what failed before it, unless Discord asked to wait', async () => {
  const world = { ...prepare('one'), clock: createSteppedClock() }
  await deliverPending(world, outbox, by(createVoice(...Array.from({ length: 20 }, () => away))))
  expect(outbox.nextDueMs()).toBeGreaterThan(world.clock.ms + 500)
  const before = world.clock.ms
  const voice = createVoice()
  await sayReport(world, () => outbox, { words, ways: by(voice) }, updated)
  expect(voice.said).toMatchObject(['one', expect.stringContaining('Updated')])
  expect(world.clock.ms).toBe(before)
})

test('what is added to a report rewrites it without a sound: in the outbox, or where it was said', async () => {
  const world = { ...prepare(), clock: createSteppedClock() }
  const say = (report: Report) => queueReport(world, outbox, { words, hasDesk: false }, report)
  const back = sampleReport('rolled-back', { runId: 'back' })
  const hooks = (updated.verdict?.checks ?? [])
    .slice(0, 1)
    .map(check => ({ ...check, answer: 'fail' as const, reason: 'it broke' }))
  expect([say(back), say(back), say({ ...back, hooks }), say({ ...back, hooks })]).toEqual([
    true,
    false,
    true,
    false,
  ])
  expect(outbox.list(['pending']).map(({ kind }) => kind)).toEqual(['discord-alarm-rolled-back'])
  const spoken: Saying[] = []
  const voice: Voice = {
    ...createVoice(),
    say: async saying => {
      spoken.push(saying)
      return taken
    },
  }
  await deliverPending(world, outbox, by(voice))
  for (const downtimeMs of [98_000, 99_000]) {
    expect(say({ ...back, hooks, downtimeMs })).toBe(true)
    await deliverPending(world, outbox, by(voice))
  }
  expect(spoken).toMatchObject([
    { key: 'back', isLoud: true, messageId: null, body: expect.stringContaining('it broke') },
    { key: 'back', isLoud: false, messageId: 'm1' },
    { key: 'back', isLoud: false, messageId: 'm1', body: expect.stringContaining('1 min 39 s') },
  ])
})

test('it waits as long as Discord asks, and not less', async () => {
  const world = prepare('one')
  const before = world.clock.ms
  const voice = createVoice(
    { kind: 'retry-later', afterMs: 600_000, reason: 'Discord asks to wait (429)' },
    taken,
  )
  await deliverPending(world, outbox, by(voice))
  expect(outbox.nextDueMs()).toBe(before + 600_000)
  world.clock.ms = before + 599_999
  await deliverPending(world, outbox, by(voice), { budgetMs: 0, attemptMs: 4000 })
  expect(voice.said).toHaveLength(1)
  world.clock.ms = before + 600_000
  expect(await deliverPending(world, outbox, by(voice))).toMatchObject({ delivered: 1 })
})

test('a refusal is given up with its reason, and the next report goes out', async () => {
  const world = prepare('one', 'two')
  const voice = createVoice({ kind: 'permanent', reason: 'Discord does not know the webhook (404)' }, taken)
  expect(await deliverPending(world, outbox, by(voice))).toEqual({
    delivered: 1,
    undeliverable: 1,
    waitingBecause: null,
  })
  expect(outbox.list(['undeliverable'])).toMatchObject([
    { runId: 'one', lastError: 'Discord does not know the webhook (404)' },
  ])
})

test('a way that is shut loses nothing: the report waits until a person opens it again', async () => {
  const world = { ...prepare(), clock: createSteppedClock() }
  for (const runId of ['1', '2'])
    queueReport(world, outbox, { words, hasDesk: false }, sampleReport('held', { runId }))
  const shut: VoiceAnswer = { kind: 'closed', reason: 'Discord does not know the webhook (404)' }
  expect(await deliverPending(world, outbox, by(createVoice(shut)))).toEqual({
    delivered: 0,
    undeliverable: 0,
    waitingBecause: 'Discord does not know the webhook (404)',
  })
  world.clock.ms += 30 * dayMs
  expect(await deliverPending(world, outbox, by(createVoice()))).toMatchObject({
    delivered: 1,
    waitingBecause: null,
  })
  expect(outbox.list(['delivered'])).toHaveLength(2)
})

test('what one way refuses goes by the next, and says so', async () => {
  const world = { ...prepare(), clock: createSteppedClock() }
  queueReport(world, outbox, { words, hasDesk: false }, updated)
  const bot = createVoice({ kind: 'closed', reason: 'the token of the bot is not valid' })
  const webhook = { ...createVoice(), place: 'there' }
  expect(await deliverPending(world, outbox, by(bot, webhook))).toMatchObject({ delivered: 1 })
  expect(webhook.said[0]).toContain('The other way here is shut: the token of the bot is not valid')
})

test('what a run has said is rewritten by its report, also by another process', async () => {
  const world = prepare()
  const spoken: Saying[] = []
  const voice: Voice = {
    name: 'Discord',
    place: 'here',
    say: async saying => {
      spoken.push(saying)
      return taken
    },
  }
  await publish(
    outbox,
    voice,
    { runId: updated.runId, kind: 'discord-progress', body: 'progress' },
    0,
    new AbortController().signal,
  )
  outbox.close()
  outbox = openSqliteOutbox(join(folder, 'outbox.sqlite'))
  await sayReport(world, () => outbox, { words, ways: by(voice) }, updated)
  expect(spoken).toMatchObject([
    { messageId: null, mayBeThere: false },
    { messageId: 'm1', key: updated.runId, body: expect.stringContaining('Updated') },
  ])
})

test('a message that may have left before its process died is known to be doubtful', async () => {
  const world = prepare('one')
  const mute: Voice = { name: 'Discord', place: 'here', say: () => new Promise(() => undefined) }
  void publish(
    outbox,
    mute,
    { runId: 'one', kind: 'discord-report', body: '' },
    0,
    new AbortController().signal,
  )
  const doubts: boolean[] = []
  const voice: Voice = {
    ...mute,
    say: async ({ mayBeThere }) => {
      doubts.push(mayBeThere)
      return taken
    },
  }
  await deliverPending(world, outbox, by(voice))
  expect(doubts).toEqual([true])
})

test('old reports come as one message, in order; what is new comes by itself', async () => {
  const world = { ...prepare(), clock: createSteppedClock() }
  for (const runId of ['one', 'two', 'three'])
    queueReport(world, outbox, { words, hasDesk: false }, sampleReport('held', { runId }))
  world.clock.ms += dayMs
  queueReport(world, outbox, { words, hasDesk: false }, updated)
  const voice = createVoice()
  await deliverPending(world, outbox, by(voice))
  expect(voice.said).toHaveLength(2)
  expect(voice.said[0]).toContain('3 reports that could not be said in time')
  expect(voice.said[0]?.match(/2026\.9\.6 is held/g)).toHaveLength(3)
  expect(voice.said[1]).toContain('Updated 2026.9.5')
  expect(limitsBrokenBy(JSON.parse(voice.said[0] ?? ''))).toEqual([])
})

test('a report that waited for a week because moltd was off is still tried', async () => {
  const world = prepare('one')
  world.clock.ms += 30 * dayMs
  expect(await deliverPending(world, outbox, by(createVoice()))).toMatchObject({ delivered: 1 })
})

test('a message that was being sent when moltd died is sent again, by one process only', async () => {
  const world = prepare('one')
  outbox.claim(world.clock.ms, world.clock.ms + 8_000)
  const voice = createVoice()
  expect(await deliverPending(world, outbox, by(voice))).toMatchObject({ delivered: 0 })
  expect(voice.said).toEqual([])
  world.clock.ms += 8_000
  expect(await deliverPending(world, outbox, by(voice))).toMatchObject({ delivered: 1 })
})

test('a voice that throws, and an outbox that fails, harm nobody', async () => {
  const world = prepare('one')
  const broken: Voice = {
    name: 'Discord',
    place: 'here',
    say: () => Promise.reject(new Error('https://secret')),
  }
  const delivery = await deliverPending(world, outbox, by(broken))
  expect(delivery).toMatchObject({ delivered: 0, waitingBecause: expect.not.stringContaining('secret') })
  const failing = {
    ...outbox,
    nextDueMs: () => {
      throw new Error('disk full')
    },
  }
  expect(await deliverPending(world, failing, by(broken))).toMatchObject({ waitingBecause: 'disk full' })
})

test('a report is queued and said in one go, and an outbox that does not open fails nothing', async () => {
  const world = prepare('waiting')
  const voice = createVoice()
  expect(await sayReport(world, () => outbox, { words, ways: by(voice) }, updated)).toMatchObject({
    delivered: 2,
  })
  expect(voice.said[1]).toContain('Updated 2026.9.5')
  const closed = () => openSqliteOutbox(folder)
  expect(await sayReport(world, closed, { words, ways: by(voice) }, updated)).toMatchObject({
    delivered: 0,
    waitingBecause: expect.stringContaining('cannot use the outbox'),
  })
})

test('what was given up can be told for three months, then it is forgotten', async () => {
  const world = prepare('one')
  const voice = createVoice({ kind: 'permanent', reason: 'refused' })
  await deliverPending(world, outbox, by(voice))
  world.clock.ms += 89 * dayMs
  await deliverPending(world, outbox, by(voice))
  expect(outbox.list(['undeliverable'])).toHaveLength(1)
  world.clock.ms += 2 * dayMs
  await deliverPending(world, outbox, by(voice))
  expect(outbox.list(['undeliverable'])).toHaveLength(0)
})

test('delays double, stay within bounds and are spread', () => {
  const delays = Array.from({ length: 40 }, (_, index) =>
    retryDelayMs({ key: 'run/kind', number: index + 1, askedMs: null }),
  )
  for (const [index, delay] of delays.entries()) {
    const doubled = Math.min(1000 * 2 ** index, 1_800_000)
    expect(delay).toBeGreaterThanOrEqual(doubled / 2)
    expect(delay).toBeLessThanOrEqual(doubled)
  }
  const spread = new Set(['a', 'b', 'c', 'd'].map(key => retryDelayMs({ key, number: 5, askedMs: null })))
  expect(spread.size).toBe(4)
  expect(retryDelayMs({ key: 'a', number: 9, askedMs: 5_000 })).toBeGreaterThanOrEqual(5_000)
  expect(retryDelayMs({ key: 'a', number: 1, askedMs: 10 * dayMs })).toBe(dayMs)
})

test('a report reaches a real Discord server through faults, and a hang does not outlast the budget', async () => {
  const discord = await startDiscordServer()
  const voice = createDiscordWebhook({ url: discord.webhookUrl, environment: {} })
  const world = { clock: systemClock, log: quietLog }
  await import('discord.js') // what loading it takes is not the question
  expect(queueReport(world, outbox, { words, hasDesk: false }, updated)).toBe(true)
  expect(queueReport(world, outbox, { words, hasDesk: false }, updated)).toBe(false)
  queueReport(world, outbox, { words, hasDesk: false }, sampleReport('held', { runId: 'next' }))

  discord.fail({ kind: 'hang' })
  const began = performance.now()
  const limits = { budgetMs: 400, attemptMs: 4_000 }
  expect(await deliverPending(world, outbox, by(voice), limits)).toMatchObject({
    delivered: 0,
    waitingBecause: expect.stringMatching(/^no answer within 0\.\d s$/),
  })
  expect(performance.now() - began).toBeLessThan(1_500)

  discord.fail({ kind: 'status', status: 502 })
  const patient = { budgetMs: 20_000, attemptMs: 4_000 }
  expect(await deliverPending(world, outbox, by(voice), patient)).toMatchObject({ delivered: 2 })
  expect(discord.messages).toMatchObject([
    { payload: { content: '✅ **Updated 2026.9.5 → 2026.9.6**' } },
    { payload: { content: '⏸️ **2026.9.6 is held; staying on 2026.9.5**' } },
  ])
  await discord.close()
})

test('a question that is over loses its buttons, wherever the answer came from', () => {
  const world = prepare()
  const desk = { words, hasDesk: true }
  const answered = {
    ...updated,
    question: {
      ...(asking.question ?? null),
      end: { kind: 'answered', choice: 'keep', by: 'discord: Ann (1)', at: '' },
    },
  } as Report
  queueReport(world, outbox, desk, answered)
  expect(outbox.list(['pending']).map(({ kind }) => kind)).toEqual(['discord-report'])
  const other = { ...asking, runId: 'other' }
  queueReport(world, outbox, desk, other)
  queueReport(world, outbox, desk, { ...answered, runId: 'other' })
  const [, question, end, report] = outbox.list(['pending'])
  expect([question, end, report].map(entry => entry?.kind)).toEqual([
    'discord-question',
    'discord-question-end',
    'discord-report',
  ])
  expect(question?.body).toContain('moltd1 keep other')
  expect(JSON.parse(end?.body ?? '{}')).toMatchObject({ components: [] })
  expect(end?.body).toContain('kept: Ann said so')
})

test('a message has buttons only where somebody answers to them', () => {
  const world = prepare()
  queueReport(world, outbox, { words, hasDesk: false }, updated)
  queueReport(world, outbox, { words, hasDesk: true }, { ...updated, runId: 'r2' })
  const [mute, open] = outbox.list(['pending'])
  expect(mute?.body).not.toContain('components')
  expect(open?.body).toContain('moltd1 ask-rollback r2')
})
