import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import {
  ApplicationFlags,
  GatewayCloseCodes,
  GatewayDispatchEvents,
  type GatewayDispatchPayload,
  type GatewayIdentifyData,
  GatewayIntentBits,
  GatewayOpcodes,
  type GatewayReadyDispatchData,
  type GatewayReceivePayload,
  type GatewayResumeData,
  type GatewaySendPayload,
  type RESTGetAPIGatewayBotResult,
} from 'discord-api-types/v10'
import { type WebSocket, WebSocketServer } from 'ws'

export interface GatewayPlace {
  token(): string
  /** A token that is refused from now on. */
  isRefused(): boolean
  applicationId: string
  guildId: string
  channelId: string
  /** Whether the bot is in its server. */
  isMember(): boolean
  /** `ws://127.0.0.1:…/gateway` */
  url: string
}

/** A dispatch without its number, which is given when it is sent. */
type Dispatch = Pick<GatewayDispatchPayload, 't' | 'd'>

interface Session {
  id: string
  intents: number
  sequence: number
  /** What was sent, for a client that comes back. */
  sent: { s: number; dispatch: Dispatch }[]
  socket: WebSocket | null
  /** A resume is refused. */
  isGone: boolean
  /** It was told to be invalid, but to be resumed on the same connection. */
  isSuspended: boolean
}

const privileged =
  GatewayIntentBits.GuildMembers | GatewayIntentBits.GuildPresences | GatewayIntentBits.MessageContent
const everyIntent = Object.values(GatewayIntentBits).reduce<number>(
  (sum, bit) => (typeof bit === 'number' ? sum | bit : sum),
  0,
)

export type DiscordGateway = ReturnType<typeof createDiscordGateway>

/** Discord's gateway, version 10, JSON without compression: one bot, many connections, sessions that can be resumed. */
export function createDiscordGateway(place: GatewayPlace) {
  const server = new WebSocketServer({ noServer: true })
  const sessions: Session[] = []
  const waiting = new Set<() => void>()
  let made = 0

  const gateway = {
    heartbeatMs: 41_250,
    /** Who sends more is thrown out. */
    sendsPerMinute: 120,
    identifies: 0,
    resumes: 0,
    heartbeats: 0,
    /** What clients said of themselves. */
    intents: [] as number[],
    /** Answers no heartbeat. */
    isDeaf: false,
    /** Takes connections and says nothing. */
    isMute: false,
    /** Takes no connection. */
    isShut: false,
    /** Sent after a resume besides what was missed: an event that the client has had already. */
    repeatsOnResume: false,
    /** Refuses intents, though they are not privileged. */
    disallowsIntents: false,
    startsLeft: 1000,

    info(): RESTGetAPIGatewayBotResult {
      return {
        url: place.url,
        shards: 1,
        session_start_limit: {
          total: 1000,
          remaining: gateway.startsLeft,
          reset_after: 14_400_000,
          max_concurrency: 1,
        },
      }
    },

    upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
      const url = new URL(request.url ?? '/', 'ws://discord')
      if (gateway.isShut || !/^\/gateway\/?$/.test(url.pathname)) {
        socket.destroy()
        return
      }
      server.handleUpgrade(request, socket, head, connection => attend(connection, url))
    },

    connections: () => server.clients.size,
    /** Whether a client is connected and known. */
    isAttended: () => sessions.some(({ socket }) => socket !== null),

    /** Says it to the newest session; one that is away hears of it when it resumes. */
    dispatch(event: Dispatch): void {
      const session = sessions.at(-1)
      if (session === undefined) throw new Error('nobody has ever identified')
      dispatchTo(session, event)
    },
    /** Something that is not of the protocol. */
    sendRaw(text: string): void {
      for (const client of server.clients) client.send(text)
    },
    /** The connection breaks without a word. */
    drop(): void {
      for (const client of server.clients) client.terminate()
    },
    close(code: number): void {
      for (const client of server.clients) client.close(code)
    },
    askToReconnect(): void {
      for (const client of server.clients) say(client, word(GatewayOpcodes.Reconnect, null))
    },
    invalidate(resumable: boolean): void {
      for (const session of sessions) {
        session.isGone = !resumable
        session.isSuspended = resumable
      }
      for (const client of server.clients) say(client, word(GatewayOpcodes.InvalidSession, resumable))
    },
    /** What was known of clients is forgotten. */
    forgetSessions(): void {
      for (const session of sessions) session.isGone = true
    },
    /** Resolves when it holds; looks whenever a client has done something. */
    async until(holds: () => boolean): Promise<void> {
      while (!holds()) await new Promise<void>(resolve => waiting.add(resolve))
    },
    end(): void {
      gateway.drop()
      server.close()
    },
  }
  return gateway

  function attend(connection: WebSocket, url: URL): void {
    if (gateway.isMute) return
    if (url.searchParams.get('v') !== '10' || url.searchParams.get('encoding') !== 'json') {
      connection.close(GatewayCloseCodes.InvalidAPIVersion)
      return
    }
    let session: Session | null = null
    const sends: number[] = []
    connection.on('close', () => {
      if (session?.socket === connection) session.socket = null
      wake()
    })
    connection.on('error', () => connection.terminate())
    connection.on('message', data => {
      sends.push(Date.now())
      if (sends.length > gateway.sendsPerMinute) sends.splice(0, sends.length - gateway.sendsPerMinute - 1)
      if (sends.filter(ms => ms > Date.now() - 60_000).length > gateway.sendsPerMinute)
        return connection.close(GatewayCloseCodes.RateLimited)
      const payload = parse(String(data))
      if (payload === null) return connection.close(GatewayCloseCodes.DecodeError)
      heed(payload)
      wake()
    })
    say(connection, word(GatewayOpcodes.Hello, { heartbeat_interval: gateway.heartbeatMs }))
    wake()

    function heed(payload: GatewaySendPayload): void {
      if (payload.op === GatewayOpcodes.Heartbeat) {
        gateway.heartbeats += 1
        if (!gateway.isDeaf) say(connection, word(GatewayOpcodes.HeartbeatAck, null))
      } else if (payload.op === GatewayOpcodes.Identify) {
        if (session !== null) connection.close(GatewayCloseCodes.AlreadyAuthenticated)
        else session = identify(connection, payload.d)
      } else if (payload.op === GatewayOpcodes.Resume) {
        if (session !== null && !session.isSuspended) connection.close(GatewayCloseCodes.AlreadyAuthenticated)
        else session = resume(connection, payload.d)
      } else
        connection.close(
          session === null ? GatewayCloseCodes.NotAuthenticated : GatewayCloseCodes.UnknownOpcode,
        )
    }
  }

  function identify(connection: WebSocket, data: GatewayIdentifyData): Session | null {
    gateway.identifies += 1
    gateway.startsLeft -= 1
    gateway.intents.push(data.intents)
    const refuse = (code: GatewayCloseCodes) => {
      connection.close(code)
      return null
    }
    if (data.token !== place.token() || place.isRefused())
      return refuse(GatewayCloseCodes.AuthenticationFailed)
    if (typeof data.properties?.os !== 'string') return refuse(GatewayCloseCodes.DecodeError)
    if (!Number.isInteger(data.intents) || (data.intents & ~everyIntent) !== 0)
      return refuse(GatewayCloseCodes.InvalidIntents)
    if ((data.intents & privileged) !== 0 || gateway.disallowsIntents)
      return refuse(GatewayCloseCodes.DisallowedIntents)
    made += 1
    const session: Session = {
      id: `session-${made}`,
      intents: data.intents,
      sequence: 0,
      sent: [],
      socket: connection,
      isGone: false,
      isSuspended: false,
    }
    sessions.push(session)
    if (sessions.length > 20) sessions.shift()
    const ready: GatewayReadyDispatchData = {
      v: 10,
      user: botUser(),
      guilds: place.isMember() ? [{ id: place.guildId, unavailable: true }] : [],
      session_id: session.id,
      resume_gateway_url: `${place.url}/`,
      shard: [0, 1],
      application: {
        id: place.applicationId,
        flags: ApplicationFlags.ApplicationCommandBadge,
        flags_new: '8388608',
      },
    }
    dispatchTo(session, { t: GatewayDispatchEvents.Ready, d: ready })
    if ((data.intents & GatewayIntentBits.Guilds) !== 0 && place.isMember())
      dispatchTo(session, guildCreate())
    return session
  }

  function resume(connection: WebSocket, data: GatewayResumeData): Session | null {
    gateway.resumes += 1
    if (data.token !== place.token() || place.isRefused()) {
      connection.close(GatewayCloseCodes.AuthenticationFailed)
      return null
    }
    const session = sessions.find(({ id, isGone }) => id === data.session_id && !isGone)
    if (session === undefined) {
      say(connection, word(GatewayOpcodes.InvalidSession, false))
      return null
    }
    if (data.seq > session.sequence) {
      connection.close(GatewayCloseCodes.InvalidSeq)
      return null
    }
    session.socket = connection
    session.isSuspended = false
    const missed = session.sent.filter(({ s }) => s > data.seq || gateway.repeatsOnResume)
    for (const { s, dispatch } of missed)
      if (dispatch.t !== GatewayDispatchEvents.Ready) say(connection, payloadOf(dispatch, s))
    session.sequence += 1
    say(
      connection,
      payloadOf({ t: GatewayDispatchEvents.Resumed, d: undefined } as Dispatch, session.sequence),
    )
    return session
  }

  function dispatchTo(session: Session, dispatch: Dispatch): void {
    session.sequence += 1
    session.sent.push({ s: session.sequence, dispatch })
    if (session.sent.length > 50) session.sent.shift()
    if (session.socket !== null) say(session.socket, payloadOf(dispatch, session.sequence))
  }

  function botUser(): GatewayReadyDispatchData['user'] {
    return {
      id: place.applicationId,
      username: 'moltd',
      discriminator: '0000',
      global_name: null,
      avatar: null,
      bot: true,
    }
  }

  /** As little of it as a bot with this intent could be given. */
  function guildCreate(): Dispatch {
    return {
      t: GatewayDispatchEvents.GuildCreate,
      d: {
        id: place.guildId,
        name: 'A server',
        roles: [{ id: place.guildId, name: '@everyone', permissions: '68608' }],
        channels: [{ id: place.channelId, type: 0, name: 'updates' }],
        members: [],
        emojis: [],
        stickers: [],
        threads: [],
        voice_states: [],
        presences: [],
        stage_instances: [],
        guild_scheduled_events: [],
        soundboard_sounds: [],
        features: [],
        large: false,
        unavailable: false,
        member_count: 2,
        joined_at: '2026-01-01T00:00:00.000000+00:00',
      },
    } as unknown as Dispatch
  }

  function wake(): void {
    for (const look of waiting) look()
    waiting.clear()
  }
}

function payloadOf(dispatch: Dispatch, s: number): GatewayReceivePayload {
  return { op: GatewayOpcodes.Dispatch, s, ...dispatch } as GatewayReceivePayload
}

/** What is not a dispatch has neither name nor number. */
function word<Op extends GatewayOpcodes>(op: Op, d: unknown): GatewayReceivePayload {
  return { op, d, t: null, s: null } as unknown as GatewayReceivePayload
}

function say(connection: WebSocket, payload: GatewayReceivePayload): void {
  if (connection.readyState === connection.OPEN) connection.send(JSON.stringify(payload))
}

function parse(text: string): GatewaySendPayload | null {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
