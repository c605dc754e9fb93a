import { expect, test } from 'vitest'
import { openSqliteOutbox } from '../../src/adapters/outbox.ts'
import { discordBodies } from '../../src/notify/discord-bodies.ts'
import { wordsOf } from '../../src/notify/discord-words.ts'
import { tellProgress } from '../../src/notify/tell-progress.ts'
import type { Clock } from '../../src/ports/clock.ts'
import type { Saying, Voice, VoiceAnswer } from '../../src/ports/voice.ts'
import { limitsBrokenBy } from '../doubles/discord-limits.ts'
import { quietLog } from '../doubles/quiet-log.ts'
import { updated } from './sample-reports.ts'

const words = wordsOf('en')

/** Time passes by hand, and what it wakes is done before it goes on. */
function createHandClock() {
  let nowMs = 0
  let sleepers: { atMs: number; wake: () => void }[] = []
  const settle = () => new Promise(resolve => setImmediate(resolve))
  const clock: Clock & { advance(ms: number): Promise<void> } = {
    nowMs: () => nowMs,
    monotonicMs: () => nowMs,
    uptimeMs: () => nowMs,
    sleep: (ms, signal) =>
      new Promise((wake, reject) => {
        if (signal?.aborted) return reject(signal.reason)
        sleepers.push({ atMs: nowMs + ms, wake: () => wake() })
        signal?.addEventListener('abort', () => reject(signal.reason))
      }),
    async advance(ms) {
      await settle()
      nowMs += ms
      const due = sleepers.filter(({ atMs }) => atMs <= nowMs)
      sleepers = sleepers.filter(({ atMs }) => atMs > nowMs)
      for (const { wake } of due) wake()
      await settle()
    },
  }
  return clock
}

function begin(answer: VoiceAnswer = { kind: 'delivered', messageId: 'm1' }) {
  const clock = createHandClock()
  const outbox = openSqliteOutbox(':memory:')
  const said: Saying[] = []
  const voice: Voice = {
    name: 'Discord',
    place: 'here',
    say: async saying => {
      said.push(saying)
      return answer
    },
  }
  const ways = { voices: [voice], bodies: discordBodies(words), hasDesk: false } as const
  const world = { clock, log: quietLog }
  return {
    clock,
    said,
    teller: tellProgress(
      world,
      () => outbox,
      { words, ways },
      () => updated,
    ),
  }
}

test('what takes seconds is not told; from the recovery point on one message is rewritten', async () => {
  const { clock, said, teller } = begin()
  for (const phase of ['check', 'decide', 'preflight']) teller.tell({ kind: 'phase-started', phase })
  expect(said).toEqual([])
  teller.tell({ kind: 'phase-started', phase: 'snapshot' })
  teller.tell({ kind: 'phase-started', phase: 'update' })
  for (let look = 0; look < 40; look += 1)
    teller.tell({ kind: 'waiting', phase: 'update', text: `the gateway, look ${look}` })
  await clock.advance(4_999)
  expect(said).toHaveLength(1)
  await clock.advance(1)
  expect(said).toMatchObject([
    { messageId: null },
    { messageId: 'm1', body: expect.stringContaining('waits for the gateway, look 39') },
  ])
  for (const { body } of said) expect(limitsBrokenBy(JSON.parse(body))).toEqual([])
  await teller.endRun()
})

test('when the run is over nothing of it follows', async () => {
  const { clock, said, teller } = begin()
  teller.tell({ kind: 'phase-started', phase: 'snapshot' })
  await teller.endRun()
  const before = said.length
  teller.tell({ kind: 'waiting', phase: 'update', text: 'anything' })
  await clock.advance(60_000)
  expect(said).toHaveLength(before)
})

test('a Discord that is away is asked seldom', async () => {
  const { clock, said, teller } = begin({ kind: 'retry-later', afterMs: null, reason: 'away' })
  teller.tell({ kind: 'phase-started', phase: 'snapshot' })
  for (let second = 0; second < 60; second += 1) {
    teller.tell({ kind: 'waiting', phase: 'update', text: `${second}` })
    await clock.advance(1_000)
  }
  expect(said.length).toBeLessThanOrEqual(3)
  await teller.endRun()
})
