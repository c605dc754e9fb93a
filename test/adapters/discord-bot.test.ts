import { afterEach, beforeEach, expect, test } from 'vitest'
import { createDiscordBot, reachDiscordBot } from '../../src/adapters/discord-bot.ts'
import { examineBot, inviteLink } from '../../src/adapters/discord-setup.ts'
import { renderDiscordMessage } from '../../src/notify/discord-message.ts'
import { wordsOf } from '../../src/notify/discord-words.ts'
import type { Saying } from '../../src/ports/voice.ts'
import { type DiscordServer, startDiscordServer } from '../doubles/discord-server.ts'
import { rolledBack, samples, updated } from '../notify/sample-reports.ts'

let discord: DiscordServer
const never = new AbortController().signal
const words = wordsOf('en')
const bodyOf = (report: typeof updated) => JSON.stringify(renderDiscordMessage(report, words))

beforeEach(async () => {
  discord = await startDiscordServer()
})
afterEach(() => discord.close())

function optionsOf({ apiBase, bot: { token, channelId } }: DiscordServer) {
  return { token, channelId, apiBase, environment: {} }
}

function say(more: Partial<Saying> = {}, signal = never) {
  const saying = {
    key: updated.runId,
    body: bodyOf(updated),
    messageId: null,
    isLoud: false,
    mayBeThere: false,
    ...more,
  }
  return createDiscordBot(optionsOf(discord)).say(saying, signal)
}

test('every kind of report is taken, by the real discord.js', async () => {
  for (const [index, report] of samples.entries())
    expect(await say({ key: `run-${index}`, body: bodyOf(report) })).toMatchObject({ kind: 'delivered' })
  expect(discord.bot.messages).toHaveLength(samples.length)
})

test('a message that arrived unheard is not said twice, while Discord knows its nonce and long after', async () => {
  discord.fail({ kind: 'reset-after-taking' })
  expect(await say()).toMatchObject({ kind: 'retry-later' })
  expect(await say()).toMatchObject({ kind: 'delivered', messageId: discord.bot.messages[0]?.id })
  discord.bot.forgetNonces()
  const body = bodyOf({ ...updated, headline: 'changed meanwhile' })
  expect(await say({ mayBeThere: true, body })).toMatchObject({ messageId: discord.bot.messages[0]?.id })
  expect(discord.bot.messages).toHaveLength(1)
  expect(JSON.stringify(discord.bot.messages)).toContain('changed meanwhile')
})

test('what a run asks and how it ended are told apart', async () => {
  const question = JSON.stringify({ ...renderDiscordMessage(updated, words), content: 'Keep it?' })
  await say({ key: `${updated.runId}-q`, body: question })
  discord.bot.forgetNonces()
  expect(await say({ key: `${updated.runId}-q`, body: question, mayBeThere: true })).toMatchObject({
    messageId: discord.bot.messages[0]?.id,
  })
  await say()
  expect(discord.bot.messages).toHaveLength(2)
})

test('what is to be heard takes the place of the progress, under a nonce of its own', async () => {
  const progress = await say()
  const messageId = progress.kind === 'delivered' ? progress.messageId : null
  expect(await say({ messageId, isLoud: true, body: bodyOf(rolledBack) })).toMatchObject({
    kind: 'delivered',
  })
  expect(discord.bot.messages).toMatchObject([{ edits: 0, content: expect.stringContaining('did not hold') }])
  expect(discord.bot.messages[0]?.id).not.toBe(messageId)
})

test.each([
  ['token', 'the token of the Discord bot is not valid any more (401'],
  ['channel', 'the Discord bot cannot find its channel (404'],
  ['permission', 'the Discord bot may not do that in its channel (403'],
] as const)('%s trouble is a way that is shut, with the reason', async (trouble, reason) => {
  discord.bot.trouble = trouble
  expect(await say()).toEqual({ kind: 'closed', reason: expect.stringContaining(reason) })
})

test.each([false, true])(
  'a message that somebody deleted is said anew instead of being rewritten (to be heard: %s)',
  async isLoud => {
    const before = await say()
    const messageId = before.kind === 'delivered' ? before.messageId : null
    discord.bot.messages = []
    discord.bot.forgetNonces()
    const answer = await say({ messageId, isLoud, mayBeThere: true, body: bodyOf(rolledBack) })
    expect(answer).toMatchObject({ kind: 'delivered', messageId: discord.bot.messages[0]?.id })
    expect(discord.bot.messages).toHaveLength(1)
  },
)

test.each([false, true])('a rate limit is waited for as long as it says (global: %s)', async global => {
  discord.fail({ kind: 'rate-limit', afterMs: 7_000, global })
  const answer = await say()
  expect(answer).toMatchObject({ kind: 'retry-later', reason: 'Discord asks to wait (429)' })
  expect(answer.kind === 'retry-later' ? answer.afterMs : 0).toBeGreaterThanOrEqual(7_000)
  expect(discord.bot.messages).toEqual([])
})

test('reaching says nothing', async () => {
  expect(await reachDiscordBot(optionsOf(discord), never)).toMatchObject({ kind: 'delivered' })
  discord.bot.trouble = 'channel'
  expect(await reachDiscordBot(optionsOf(discord), never)).toMatchObject({ kind: 'closed' })
  expect(discord.bot.messages).toEqual([])
})

test('the token is in no answer', async () => {
  const { token } = discord.bot
  for (const status of [400, 401, 403]) {
    discord.fail({ kind: 'status', status, body: { message: `no ${token}`, code: 1 } })
    expect(JSON.stringify(await say())).not.toContain(token)
  }
})

test.each([
  [null, 8, null],
  ['token', 1, 'Discord knows the token'],
  ['guild', 2, 'the bot is in the server'],
  ['channel', 3, 'the channel is in that server'],
  ['no-embeds', 8, 'it may: Embed Links'],
] as const)(
  'with %s trouble, setup looks at %d things and names what is wrong',
  async (trouble, count, wrong) => {
    discord.bot.trouble = trouble
    const findings = await examineBot({ ...optionsOf(discord), guildId: discord.bot.guildId }, never)
    expect(findings).toHaveLength(count)
    expect(findings.filter(({ isWell }) => !isWell).map(({ title }) => title)).toEqual(
      wrong === null ? [] : [wrong],
    )
  },
)

test('the invite asks for four permissions in one channel and nothing of the server', () => {
  const link = new URL(inviteLink(discord.bot.token, discord.bot.guildId))
  expect(link.searchParams.get('client_id')).toBe('1298765432109876001')
  expect(link.searchParams.get('permissions')).toBe('84992')
})
