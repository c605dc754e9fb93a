import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Certificates } from './certificates.ts'
import { type BotChannel, botId, createBotChannel } from './discord-channel.ts'
import { createDiscordGateway, type DiscordGateway } from './discord-gateway.ts'
import { createDiscordInteractions, type DiscordInteractions } from './discord-interactions.ts'
import { limitsBrokenBy } from './discord-limits.ts'
import { createTalkChannel, type TalkChannel } from './discord-talk.ts'

/** What goes wrong with the next request, or with the next one whose path is such; one fault is used up by one request. */
export type DiscordFault = { at?: RegExp } & (
  | { kind: 'rate-limit'; afterMs: number; global?: boolean }
  | { kind: 'status'; status: number; body?: { message: string; code: number } }
  | { kind: 'page'; status: number }
  | { kind: 'slow'; afterMs: number }
  | { kind: 'hang' }
  /** Sends the headers and half an answer, then nothing. */
  | { kind: 'hang-in-answer' }
  /** The connection breaks before Discord takes the message. */
  | { kind: 'reset' }
  /** Discord takes the message, and the connection breaks before it says so. */
  | { kind: 'reset-after-taking' }
)

export interface TakenMessage {
  id: string
  /** As it reads now. */
  payload: unknown
  threadId: string | null
  /** How often it was rewritten. */
  edits: number
}

export interface DiscordServer {
  webhookUrl: string
  id: string
  token: string
  /** `http://127.0.0.1:…/api`, with certificates `https://…` */
  apiBase: string
  /** The server and channel of a bot. */
  bot: BotChannel
  /** A channel in which bots talk to each other. */
  talk: TalkChannel
  /** What the bot hears. */
  gateway: DiscordGateway
  /** What people do to the bot, and what it answers. */
  interactions: DiscordInteractions
  /** Messages that the webhook has taken, in order. */
  messages: TakenMessage[]
  /** Every request that came, taken or not. */
  requests: number
  fail(...faults: DiscordFault[]): void
  /** Resolves when the next request has come in. */
  nextRequest(): Promise<void>
  /** Nobody answers at its address any more, until it comes back. */
  leave(): Promise<void>
  comeBack(): Promise<void>
  close(): Promise<void>
}

/** A Discord that knows one webhook: a real HTTP server on this machine, as strict about payloads as the real one; with certificates it speaks TLS. */
export async function startDiscordServer(certificates: Certificates | null = null): Promise<DiscordServer> {
  const faults: DiscordFault[] = []
  let taken = 0
  const arrivals = new Set<() => void>()
  const id = '1298765432109876543'
  const token = `t0ken-${'x'.repeat(62)}`
  const heed = (request: IncomingMessage, response: ServerResponse): void => {
    discord.requests += 1
    for (const arrived of arrivals) arrived()
    arrivals.clear()
    answer(request, response).catch(() => response.destroy()) // the client went away: as a server would
  }
  const server =
    certificates === null
      ? createServer(heed)
      : createTlsServer({ key: certificates.key, cert: certificates.certificate }, heed)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const [origin, gatewayUrl] = ['http', 'ws'].map(
    scheme => `${scheme}${certificates === null ? '' : 's'}://127.0.0.1:${port}`,
  )
  const bot = createBotChannel()
  const talk = createTalkChannel(bot)
  const gateway = createDiscordGateway({
    token: () => bot.token,
    isRefused: () => bot.trouble === 'token',
    isMember: () => bot.trouble !== 'guild',
    applicationId: botId,
    guildId: bot.guildId,
    channelId: bot.channelId,
    url: `${gatewayUrl}/gateway`,
  })
  server.on('upgrade', gateway.upgrade)
  const leave = async () => {
    gateway.drop()
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
  const discord: DiscordServer = {
    apiBase: `${origin}/api`,
    bot,
    talk,
    gateway,
    interactions: createDiscordInteractions(bot),
    webhookUrl: `${origin}/api/webhooks/${id}/${token}`,
    id,
    token,
    messages: [],
    requests: 0,
    fail: (...more) => faults.push(...more),
    nextRequest: () => new Promise(resolve => arrivals.add(resolve)),
    leave,
    comeBack: async () => {
      server.listen(port, '127.0.0.1')
      await once(server, 'listening')
    },
    close: async () => {
      gateway.end()
      if (server.listening) await leave()
    },
  }
  return discord

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request)
    const url = new URL(request.url ?? '/', 'http://discord')
    const fault = takeFault(url.pathname)
    if (fault?.kind === 'slow') await sleep(fault.afterMs)
    if (fault === undefined || fault.kind === 'slow') serve(request, url, body, response)
    else if (fault.kind === 'rate-limit') refuseForNow(fault, response)
    else if (fault.kind === 'status') {
      if (fault.body) json(response, fault.status, fault.body)
      else response.writeHead(fault.status).end()
    } else if (fault.kind === 'page') {
      response.writeHead(fault.status, { 'Content-Type': 'text/html', Location: '/login' })
      response.end('<html>Please log in to the hotel</html>')
    } else if (fault.kind === 'hang-in-answer') {
      response.writeHead(200, { 'Content-Type': 'application/json' })
      response.write('{"id":"1')
    } else if (fault.kind === 'reset') request.socket.resetAndDestroy()
    else if (fault.kind === 'reset-after-taking') {
      if (botAnswer(request, url, body) === null) take(url, JSON.parse(body))
      request.socket.resetAndDestroy()
    }
  }

  function refuseForNow(fault: DiscordFault & { kind: 'rate-limit' }, response: ServerResponse): void {
    const seconds = fault.afterMs / 1000
    const global = fault.global ?? false
    response.setHeader('Retry-After', String(Math.ceil(seconds)))
    response.setHeader('X-RateLimit-Scope', global ? 'global' : 'user')
    if (global) response.setHeader('X-RateLimit-Global', 'true')
    json(response, 429, { message: 'You are being rate limited.', retry_after: seconds, global })
  }

  function takeFault(path: string): DiscordFault | undefined {
    const index = faults.findIndex(({ at }) => at === undefined || at.test(path))
    return index < 0 ? undefined : faults.splice(index, 1)[0]
  }

  function botAnswer({ method = '', headers }: IncomingMessage, url: URL, body: string) {
    const { authorization } = headers
    if (url.pathname === '/api/v10/gateway/bot') {
      const isKnown = authorization === `Bot ${bot.token}` && bot.trouble !== 'token'
      return isKnown
        ? { status: 200, body: gateway.info() }
        : { status: 401, body: { message: '401: Unauthorized', code: 0 } }
    }
    return (
      discord.interactions.answer(method, url.pathname, authorization, body) ??
      talk.answer(method, url, authorization, body) ??
      bot.answer(method, url.pathname, authorization, body)
    )
  }

  function serve(request: IncomingMessage, url: URL, body: string, response: ServerResponse): void {
    const answered = botAnswer(request, url, body)
    if (answered !== null) {
      if (answered.body === null) response.writeHead(answered.status).end()
      else json(response, answered.status, answered.body)
      return
    }
    const [, given, secret, messageId] =
      /^\/api(?:\/v10)?\/webhooks\/(\d+)\/([\w-]+)(?:\/messages\/(\d+))?$/.exec(url.pathname) ?? []
    const payload: unknown = body === '' ? null : JSON.parse(body)
    const broken =
      payload === null
        ? []
        : limitsBrokenBy(payload).map(message => ({ code: 'BASE_TYPE_BAD_LENGTH', message }))
    if (given === undefined || !isKnown(request.method, messageId)) {
      json(response, 404, { message: '404: Not Found', code: 0 })
    } else if (given !== id) {
      json(response, 404, { message: 'Unknown Webhook', code: 10015 })
    } else if (secret !== token) {
      json(response, 401, { message: 'Invalid Webhook Token', code: 50027 })
    } else if (request.method === 'GET') {
      json(response, 200, { id, token, type: 1, name: 'moltd' })
    } else if (request.method === 'DELETE') {
      const there = discord.messages.findIndex(({ id }) => id === messageId)
      if (there < 0) json(response, 404, { message: 'Unknown Message', code: 10008 })
      else {
        discord.messages.splice(there, 1)
        response.writeHead(204).end()
      }
    } else if (request.headers['content-type'] !== 'application/json') {
      json(response, 400, { message: 'Cannot send an empty message', code: 50006 })
    } else if (broken.length > 0) {
      json(response, 400, {
        message: 'Invalid Form Body',
        code: 50035,
        errors: { embeds: { _errors: broken } },
      })
    } else if (messageId !== undefined) {
      const message = discord.messages.find(({ id }) => id === messageId)
      if (message === undefined) json(response, 404, { message: 'Unknown Message', code: 10008 })
      else {
        rewrite(message, payload)
        json(response, 200, { id: message.id })
      }
    } else {
      const message = take(url, payload)
      if (url.searchParams.get('wait') === 'true') json(response, 200, { id: message.id })
      else response.writeHead(204).end()
    }
  }

  function take(url: URL, payload: unknown): TakenMessage {
    taken += 1
    const id = `${1_300_000_000_000_000_000n + BigInt(taken)}`
    const message = { id, payload, threadId: url.searchParams.get('thread_id'), edits: 0 }
    discord.messages.push(message)
    return message
  }

  function rewrite(message: TakenMessage, payload: unknown): void {
    message.payload = { ...(message.payload as object), ...(payload as object) }
    message.edits += 1
  }
}

function isKnown(method: string | undefined, messageId: string | undefined): boolean {
  return messageId === undefined
    ? method === 'POST' || method === 'GET'
    : method === 'PATCH' || method === 'DELETE'
}

function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value))
}
