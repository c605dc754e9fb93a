import { afterEach, beforeEach, expect, test } from 'vitest'
import { createDiscordMessenger } from '../../src/adapters/discord-messenger.ts'
import { createIds } from '../../src/adapters/ids.ts'
import { openRoundTrip } from '../../src/health/round-trip.ts'
import { type DiscordServer, startDiscordServer } from '../doubles/discord-server.ts'
import type { TalkMessage } from '../doubles/discord-talk.ts'
import { hurriedClock } from '../scenarios/stand-in/hurried-clock.ts'

let discord: DiscordServer
const never = new AbortController().signal
const clock = hurriedClock

beforeEach(async () => {
  discord = await startDiscordServer()
})
afterEach(() => discord.close())

/** Of ten seconds, which pass in one. */
function open({ channelId = discord.talk.channelId, timeoutMs = 10_000 } = {}) {
  const { apiBase, bot, talk } = discord
  return openRoundTrip(
    { clock, ids: createIds(clock) },
    {
      messenger: async () =>
        createDiscordMessenger({ token: bot.token, channelId, apiBase, environment: {} }),
      expectFrom: talk.openclaw.id,
      timeoutMs,
    },
  )
}

/** OpenClaw's bot does as it is asked: it repeats what the message ends with. */
function repeat({ author, content }: TalkMessage, afterMs = 0): void {
  const { openclaw, say } = discord.talk
  if (author.id === openclaw.id) return
  setTimeout(() => say(openclaw.id, content.split('this: ')[1] ?? ''), afterMs)
}

const isAsked = () => discord.talk.everSaid.filter(({ author }) => author.id !== discord.talk.openclaw.id)

test('an answer that carries the nonce is one, without the privileged intent, and our message goes', async () => {
  discord.talk.onMessage = message => repeat(message, 300)
  expect(await open().ask(never)).toEqual({ kind: 'answered', afterMs: expect.any(Number) })
  const [asked] = isAsked()
  expect(asked).toMatchObject({ mentions: [{ id: discord.talk.openclaw.id }] })
  expect(discord.talk.messages.map(({ author }) => author.id)).toEqual([discord.talk.openclaw.id])
})

test('a reply to our message is an answer, whatever it says and though we may not read it', async () => {
  const { talk } = discord
  talk.onMessage = ({ id, author }) => {
    if (author.id !== talk.openclaw.id) talk.say(talk.openclaw.id, 'All is well.', id)
  }
  expect(await open().ask(never)).toMatchObject({ kind: 'answered' })
})

test('what nobody answers is silence; it stays there, and only three messages are said in all', async () => {
  const trip = open()
  for (let times = 0; times < 5; times += 1) expect(await trip.ask(never)).toEqual({ kind: 'silent' })
  expect(isAsked()).toHaveLength(3)
  expect(new Set(isAsked().map(({ nonce }) => nonce)).size).toBe(3)
  expect(discord.talk.messages).toHaveLength(3)
})

test('an answer that comes late is one when it is looked for again, and nothing more is said', async () => {
  discord.talk.onMessage = message => repeat(message, 1_500)
  const trip = open()
  expect(await trip.ask(never)).toEqual({ kind: 'silent' })
  await expect.poll(() => discord.talk.everSaid.length, { timeout: 5_000 }).toBe(2)
  const late = await trip.ask(never)
  expect(late).toMatchObject({ kind: 'answered' })
  expect(late.kind === 'answered' && late.afterMs).toBeGreaterThan(10_000)
  expect(isAsked()).toHaveLength(1)
  expect(discord.talk.messages.map(({ author }) => author.id)).toEqual([discord.talk.openclaw.id])
})

test('what was answered is not asked again', async () => {
  discord.talk.onMessage = message => repeat(message)
  const trip = open()
  const first = await trip.ask(never)
  discord.talk.onMessage = null
  expect(await trip.ask(never)).toEqual(first)
  expect(isAsked()).toHaveLength(1)
})

test('somebody else who answers in its place is nobody, and so is what it said before', async () => {
  const { talk } = discord
  talk.say(talk.openclaw.id, 'Good morning')
  talk.onMessage = ({ id, author, content }) => {
    if (author.id === '1298765432109876999') return
    talk.say('1298765432109876999', content, id)
  }
  expect(await open().ask(never)).toEqual({ kind: 'silent' })
})

test('words of its own that we may not read are neither an answer nor silence', async () => {
  const { talk } = discord
  talk.onMessage = ({ author }) => {
    if (author.id !== talk.openclaw.id) talk.say(talk.openclaw.id, 'Hello?')
  }
  expect(await open().ask(never)).toEqual({ kind: 'unreadable' })
})

test('a message that somebody deleted, or a history that we may not read, proves nothing', async () => {
  const { talk } = discord
  talk.onMessage = () => {
    talk.messages = []
  }
  expect(await open().ask(never)).toEqual({ kind: 'not-seen' })
  talk.onMessage = repeat
  talk.trouble = 'read-history'
  expect(await open().ask(never)).toEqual({ kind: 'not-seen' })
})

test('an answer counts although our message was deleted meanwhile', async () => {
  const { talk } = discord
  talk.onMessage = message => {
    talk.messages = talk.messages.filter(({ author }) => author.id === talk.openclaw.id)
    repeat(message)
  }
  expect(await open().ask(never)).toMatchObject({ kind: 'answered' })
})

test.each([
  ['may not see the channel', () => (discord.talk.trouble = 'see'), /403: Missing Access/],
  ['may not write there', () => (discord.talk.trouble = 'write'), /403: Missing Permissions/],
  ['has no valid token any more', () => (discord.bot.trouble = 'token'), /401/],
])('a bot that %s has said nothing, and says why', async (_, trouble, reason) => {
  const trip = open()
  trouble()
  expect(await trip.ask(never)).toEqual({ kind: 'not-said', reason: expect.stringMatching(reason) })
  expect(discord.talk.everSaid).toEqual([])
})

test('a token that cannot be read is a reason, too', async () => {
  const trip = openRoundTrip(
    { clock, ids: createIds(clock) },
    { messenger: () => Promise.reject(new Error('its file is gone')), expectFrom: '1', timeoutMs: 1 },
  )
  expect(await trip.ask(never)).toEqual({ kind: 'not-said', reason: 'its file is gone' })
})

test('a connection that breaks is tried again, and nothing is said twice', async () => {
  discord.talk.onMessage = message => repeat(message)
  discord.fail({ kind: 'reset-after-taking' }, { kind: 'rate-limit', afterMs: 50 }, { kind: 'reset' })
  expect(await open({ timeoutMs: 60_000 }).ask(never)).toMatchObject({ kind: 'answered' })
  expect(isAsked()).toHaveLength(1)
})

test('a Discord that cannot be read any more is no silence of OpenClaw', async () => {
  discord.talk.onMessage = () => {
    discord.talk.trouble = 'see'
  }
  const answer = await open().ask(never)
  expect(answer).toMatchObject({ kind: 'not-read', reason: expect.stringMatching(/403: Missing Access/) })
})

test('a stop ends the wait at once', async () => {
  const stop = new AbortController()
  discord.talk.onMessage = () => stop.abort(new Error('stopped'))
  await expect(open({ timeoutMs: 600_000 }).ask(stop.signal)).rejects.toThrow('stopped')
})
