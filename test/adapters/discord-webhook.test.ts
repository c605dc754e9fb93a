import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createDiscordWebhook } from '../../src/adapters/discord-webhook.ts'
import { parseWebhookUrl } from '../../src/adapters/discord-webhook-url.ts'
import { renderDiscordMessage } from '../../src/notify/discord-message.ts'
import { wordsOf } from '../../src/notify/discord-words.ts'
import { type DiscordServer, startDiscordServer } from '../doubles/discord-server.ts'
import { rolledBack, samples, updated } from '../notify/sample-reports.ts'

let discord: DiscordServer
const words = wordsOf('en')
const never = new AbortController().signal
const message = JSON.stringify(renderDiscordMessage(updated, words))

beforeEach(async () => {
  discord = await startDiscordServer()
})
afterEach(() => discord.close())

function say(
  url = discord.webhookUrl,
  body = message,
  signal = never,
  messageId: string | null = null,
  isLoud = false,
) {
  const saying = { key: 'run', body, messageId, isLoud, mayBeThere: false }
  return createDiscordWebhook({ url, environment: {} }).say(saying, signal)
}

test('Discord takes every kind of report', async () => {
  for (const report of samples) {
    expect(await say(discord.webhookUrl, JSON.stringify(renderDiscordMessage(report, words)))).toMatchObject({
      kind: 'delivered',
    })
  }
  expect(discord.messages[0]?.payload).toEqual(
    samples[0] && JSON.parse(JSON.stringify(renderDiscordMessage(samples[0], words))),
  )
})

test('a thread of the webhook is kept', async () => {
  await say(`${discord.webhookUrl}?thread_id=42`)
  expect(discord.messages).toMatchObject([{ threadId: '42' }])
})

test.each([false, true])(
  'when Discord asks to wait (global: %s), it says how long, and does not wait itself',
  async global => {
    discord.fail({ kind: 'rate-limit', afterMs: 37_000, global })
    const answer = await say()
    expect(answer).toMatchObject({ kind: 'retry-later', reason: 'Discord asks to wait (429)' })
    if (answer.kind === 'retry-later') {
      expect(answer.afterMs).toBeGreaterThanOrEqual(36_900)
      expect(answer.afterMs).toBeLessThan(38_000)
    }
    expect(discord.requests).toBe(1)
  },
)

test.each([500, 502, 503, 408])('a %d is tried again later, by the outbox, not here', async status => {
  discord.fail({ kind: 'status', status })
  expect(await say()).toEqual({
    kind: 'retry-later',
    afterMs: null,
    reason: expect.stringContaining(`${status}`),
  })
  expect(discord.requests).toBe(1)
})

test('what is there already is rewritten, and what somebody deleted is said anew', async () => {
  const first = await say()
  const id = first.kind === 'delivered' ? first.messageId : null
  const body = JSON.stringify(renderDiscordMessage(rolledBack, words))
  expect(await say(discord.webhookUrl, body, never, id)).toEqual({ kind: 'delivered', messageId: id })
  expect(discord.messages).toMatchObject([{ id, edits: 1, payload: JSON.parse(body) }])
  discord.messages.length = 0
  const again = await say(discord.webhookUrl, body, never, id)
  expect(again).toEqual({ kind: 'delivered', messageId: discord.messages[0]?.id })
  expect(discord.messages).toHaveLength(1)
})

test('what is to be heard takes the place of what is there, also when that was deleted', async () => {
  const first = await say()
  const id = first.kind === 'delivered' ? first.messageId : null
  for (const _ of ['there', 'gone']) {
    expect(await say(discord.webhookUrl, message, never, id, true)).toMatchObject({ kind: 'delivered' })
    expect(discord.messages).toMatchObject([{ edits: 0 }])
    expect(discord.messages[0]?.id).not.toBe(id)
    discord.messages.length = 0
  }
})

test('buttons, which only a bot hears, are left out', async () => {
  const button = { type: 2, style: 1, label: 'Roll back', custom_id: 'x' }
  await say(
    discord.webhookUrl,
    JSON.stringify({
      content: 'x',
      components: [{ type: 1, components: [button] }],
      allowed_mentions: { parse: [] },
    }),
  )
  expect(discord.messages[0]?.payload).toEqual({ content: 'x', allowed_mentions: { parse: [] } })
})

test('a webhook that was deleted is a way that is shut', async () => {
  expect(await say(discord.webhookUrl.replace(discord.id, '1111111111111111111'))).toEqual({
    kind: 'closed',
    reason: 'Discord does not know the webhook (404: Unknown Webhook)',
  })
})

test('a token that is not valid any more is a way that is shut', async () => {
  expect(await say(discord.webhookUrl.replace('t0ken', 'other'))).toEqual({
    kind: 'closed',
    reason: 'Discord does not know the webhook (401: Invalid Webhook Token)',
  })
})

test('a message that Discord refuses is never tried again, and the reason is its own', async () => {
  const tooLong = JSON.stringify({ embeds: [{ title: 'x'.repeat(257) }], allowed_mentions: { parse: [] } })
  expect(await say(discord.webhookUrl, tooLong)).toMatchObject({
    kind: 'permanent',
    reason: expect.stringMatching(/^Discord refuses the message \(400: Invalid Form Body/),
  })
})

test.each([200, 302, 403, 404])(
  'the page of a portal (%d) is neither a delivery nor a refusal',
  async status => {
    discord.fail({ kind: 'page', status })
    expect(await say()).toMatchObject({ kind: 'retry-later' })
    expect(discord.messages).toEqual([])
  },
)

test.each(['reset', 'reset-after-taking'] as const)(
  'a broken connection (%s) is tried again later',
  async kind => {
    discord.fail({ kind })
    expect(await say()).toMatchObject({
      kind: 'retry-later',
      reason: expect.stringMatching(/cannot be reached: .+/),
    })
  },
)

test('nobody there is tried again later', async () => {
  await discord.close()
  expect(await say()).toMatchObject({ kind: 'retry-later', reason: expect.stringContaining('ECONNREFUSED') })
  discord = await startDiscordServer()
})

test.each(['hang', 'hang-in-answer'] as const)(
  'a Discord that does not answer (%s) is left when the signal says so',
  async kind => {
    discord.fail({ kind })
    const patience = new AbortController()
    const arrived = discord.nextRequest()
    const answer = say(discord.webhookUrl, message, patience.signal)
    await arrived
    patience.abort(new Error('no answer within 4 s'))
    expect(await answer).toEqual({
      kind: 'retry-later',
      afterMs: null,
      reason: 'Discord cannot be reached: no answer within 4 s',
    })
  },
)

test('the token is in no answer', async () => {
  discord.fail(
    { kind: 'status', status: 400, body: { message: `no such ${discord.token}`, code: 1 } },
    { kind: 'rate-limit', afterMs: 1000 },
    { kind: 'status', status: 500 },
    { kind: 'reset' },
    { kind: 'page', status: 404 },
  )
  for (let round = 0; round < 5; round += 1) {
    const answer = await say()
    expect(answer.kind).not.toBe('delivered')
    expect(JSON.stringify(answer)).not.toContain(discord.token)
  }
})

test.each([
  ['https://discord.com/api/webhooks', 'https://discord.com/api'],
  ['https://discordapp.com/api/v10/webhooks', 'https://discordapp.com/api'],
  ['https://canary.discord.com/api/webhooks', 'https://canary.discord.com/api'],
])('%s is understood', (start, apiBase) => {
  const token = 'a_B-'.repeat(17)
  expect(parseWebhookUrl(`  ${start}/1298765432109876543/${token}\n`)).toEqual({
    apiBase,
    id: '1298765432109876543',
    token,
    threadId: null,
  })
})

test.each([
  'https://discord.com.evil.example/api/webhooks/1298765432109876543/secret-secret-secret-secret',
  'http://discord.com/api/webhooks/1298765432109876543/secret-secret-secret-secret',
  'https://discord.com/api/webhooks/12/secret-secret-secret-secret',
  'https://example.com/api/webhooks/1298765432109876543/secret-secret-secret-secret',
  'secret-secret-secret-secret',
  '',
])('the address %j is refused without being repeated', url => {
  expect(() => parseWebhookUrl(url)).toThrow(
    expect.objectContaining({ code: 'E_WEBHOOK_URL', message: expect.not.stringContaining('secret') }),
  )
})

test('a process that gave up on a connection that never opens can end at once', async () => {
  const script = join(import.meta.dirname, 'fixtures', 'leave-a-dead-connection.ts')
  const { stdout } = await promisify(execFile)(process.execPath, [script], { timeout: 20_000 })
  const { kind, endedAfterMs } = JSON.parse(stdout)
  expect(kind).toBe('retry-later')
  expect(endedAfterMs).toBeLessThan(2_000)
})
