import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  GatewayCloseCodes,
  GatewayDispatchEvents,
  InteractionResponseType,
  type RESTPostAPIApplicationCommandsJSONBody,
} from 'discord-api-types/v10'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createDiscordDesk, type DeskPaces } from '../../src/adapters/discord-desk.ts'
import type { DeskCall, DeskHand, DeskMessage, DeskState } from '../../src/ports/desk.ts'
import type { Log } from '../../src/ports/log.ts'
import type { Interaction } from '../doubles/discord-interactions.ts'
import { owner } from '../doubles/discord-interactions.ts'
import { type DiscordServer, startDiscordServer } from '../doubles/discord-server.ts'

const commands: RESTPostAPIApplicationCommandsJSONBody[] = [
  {
    name: 'moltd',
    description: 'OpenClaw’s updates',
    options: [
      { type: 1, name: 'status', description: 'What is installed' },
      {
        type: 1,
        name: 'hold',
        description: 'No updates',
        options: [{ type: 4, name: 'days', description: 'For so long', required: true }],
      },
    ],
  },
]
const quick: Partial<DeskPaces> = {
  identifyEveryMs: 0,
  firstPauseMs: 20,
  longestPauseMs: 100,
  lastCallsMs: 100,
}
const message = (content: string): DeskMessage => ({ content })
const row = {
  type: 1 as const,
  components: [{ type: 2 as const, style: 1 as const, label: 'Go', custom_id: 'go' }],
}

let discord: DiscordServer
let stop: AbortController
let over: Promise<void>
let states: DeskState[]
let calls: DeskCall[]
let logged: string[]
let answerWith: (call: DeskCall, hand: DeskHand) => Promise<void>

beforeEach(async () => {
  discord = await startDiscordServer()
  stop = new AbortController()
  states = []
  calls = []
  logged = []
  answerWith = (_, hand) => hand.answer(message('heard'), 'private')
})
afterEach(async () => {
  stop.abort()
  await over
  await discord.close()
  const said = JSON.stringify([states, logged])
  for (const secret of [discord.bot.token, ...discord.interactions.all.map(({ payload }) => payload.token)])
    expect(said).not.toContain(secret)
})

function open(paces: Partial<DeskPaces> = {}): void {
  const write = (fields: object, text: string) => void logged.push(JSON.stringify({ ...fields, text }))
  const log: Log = { debug: write, info: write, warn: write, error: write, with: () => log }
  const { apiBase, bot } = discord
  const { token, guildId, channelId } = bot
  over = createDiscordDesk({ apiBase, environment: {}, log, paces: { ...quick, ...paces } }).open(
    { token, guildId, channelId, commands },
    {
      state: state => void states.push(state),
      call: async (call, hand) => {
        calls.push(call)
        await answerWith(call, hand)
      },
    },
    stop.signal,
  )
}

async function until(holds: () => boolean): Promise<void> {
  for (let turn = 0; !holds(); turn += 1) {
    if (turn > 1_000) throw new Error(`it never came about: ${holds}; ${JSON.stringify(states)}`)
    await sleep(10)
  }
}
const isOpen = () => states.at(-1)?.kind === 'open'
const openDesk = async (paces: Partial<DeskPaces> = {}) => {
  open(paces)
  await until(() => isOpen() && discord.gateway.isAttended())
}
const kinds = () => states.map(({ kind }) => kind)

/** It comes in by the gateway. */
function send({ payload }: Interaction): void {
  discord.gateway.dispatch({ t: GatewayDispatchEvents.InteractionCreate, d: payload })
}

/** A public message of the bot with a button on it. */
function report(): string {
  const id = '1300000000000000007'
  discord.bot.messages.push({
    id,
    author: { id: '1298765432109876001' },
    content: 'A candidate',
    embeds: [],
    components: [row],
    edits: 0,
  })
  return id
}

const ownMessage = () => discord.bot.messages.find(({ id }) => id === '1300000000000000007')

describe('calls', () => {
  test('a press and a command come over in our words, by a client without intents', async () => {
    await openDesk()
    send(discord.interactions.press('go', report()))
    send(discord.interactions.command('moltd hold', { days: 3 }))
    send(discord.interactions.command('moltd status', {}, { guildId: null }))
    await until(() => calls.length === 3)
    const person = { id: owner.id, name: owner.name, roleIds: owner.roleIds }
    const { guildId, channelId } = discord.bot
    expect(calls).toMatchObject([
      { kind: 'press', customId: 'go', messageId: '1300000000000000007', guildId, channelId, person },
      { kind: 'command', name: 'moltd hold', options: { days: 3 }, guildId, channelId, person },
      {
        kind: 'command',
        name: 'moltd status',
        options: {},
        guildId: null,
        person: { ...person, roleIds: [] },
      },
    ])
    for (const { atMs } of calls) expect(Math.abs(Date.now() - atMs)).toBeLessThan(10_000)
    expect(discord.gateway.intents).toEqual([0])
  })

  test('an answer can be given at once, for its caller alone or for all, and a second one takes its place', async () => {
    answerWith = async (call, hand) => {
      const sight = call.kind === 'command' ? 'private' : 'public'
      await hand.answer({ content: 'first', components: [row] }, sight)
      await hand.answer(message('second'), sight)
    }
    await openDesk()
    const command = discord.interactions.command('moltd status')
    const press = discord.interactions.press('go', report())
    send(command)
    send(press)
    await until(() => [command, press].every(({ original }) => original?.content === 'second'))
    expect(command).toMatchObject({ isPrivate: true, original: { components: [] }, followUps: [] })
    expect(press).toMatchObject({ isPrivate: false, original: { components: [] }, followUps: [] })
    expect(discord.bot.messages.map(({ content }) => content)).toEqual(['A candidate', 'second'])
  })

  test('what takes longer is announced first, and the answer keeps its sight', async () => {
    const gate = Promise.withResolvers<void>()
    answerWith = async (_, hand) => {
      await hand.defer('private')
      await gate.promise
      await hand.answer(message('done'), 'public')
    }
    await openDesk()
    const command = discord.interactions.command('moltd status')
    send(command)
    await until(() => command.acknowledged === InteractionResponseType.DeferredChannelMessageWithSource)
    expect(command.original).toBeNull()
    gate.resolve()
    await until(() => command.original?.content === 'done')
    expect(command.isPrivate).toBe(true)
    expect(discord.bot.messages).toEqual([])
  })

  test('the pressed message is rewritten as the answer, and an answer beside it follows', async () => {
    answerWith = async (_, hand) => {
      await hand.rewrite({ components: [] })
      await hand.answer(message('approved'), 'private')
      await hand.answer(message('approved indeed'), 'private')
      await hand.rewrite({ content: 'Approved' })
    }
    await openDesk()
    const press = discord.interactions.press('go', report())
    send(press)
    await until(() => ownMessage()?.content === 'Approved')
    expect(ownMessage()).toMatchObject({ components: [], edits: 2 })
    expect(press.acknowledged).toBe(InteractionResponseType.UpdateMessage)
    expect(press.followUps).toMatchObject([{ content: 'approved indeed', isPrivate: true }])
  })

  test('after its answer a public message is rewritten in its channel; one that its caller alone sees is not any more', async () => {
    answerWith = async (call, hand) => {
      await hand.answer({ content: 'sure?', components: [row] }, 'private')
      await hand.rewrite(call.kind === 'press' ? { content: 'asked' } : {})
    }
    await openDesk()
    const press = discord.interactions.press('go', report())
    send(press)
    await until(() => ownMessage()?.content === 'asked')
    const again = discord.interactions.press('go', press.original?.id ?? '')
    send(again)
    await until(() => logged.some(line => line.includes('only its reader sees the message')))
    answerWith = (_, hand) => hand.rewrite(message('begins'))
    send(discord.interactions.press('go', press.original?.id ?? ''))
    await until(() => press.original?.content === 'begins')
  })

  test('a message that somebody deleted is not rewritten any more, and its press has its answer all the same', async () => {
    answerWith = async (_, hand) => {
      await hand.defer('private')
      discord.bot.messages = []
      await hand.answer(message('approved'), 'private')
      await hand.rewrite({ components: [] })
    }
    await openDesk()
    const press = discord.interactions.press('go', report())
    send(press)
    await until(() => logged.some(line => line.includes('Unknown Message')))
    expect(press.original?.content).toBe('approved')
    expect(discord.bot.messages).toEqual([])
    expect(isOpen()).toBe(true)
  })

  test('an answer that comes too late is told so', async () => {
    await openDesk()
    send(discord.interactions.command('moltd status', {}, { ageMs: 3_500 }))
    await until(() => logged.some(line => line.includes('Unknown interaction')))
    expect(isOpen()).toBe(true)
  })

  test('an answer whose receipt was lost on the way is not given twice', async () => {
    await openDesk()
    discord.fail({ kind: 'reset-after-taking', at: /\/callback$/ })
    const command = discord.interactions.command('moltd status')
    send(command)
    await until(() => command.original?.edits === 1)
    expect(command).toMatchObject({ original: { content: 'heard' }, followUps: [] })
  })

  test('rate limits, also global ones, and failures of Discord are waited for', async () => {
    await openDesk()
    discord.fail(
      { kind: 'rate-limit', afterMs: 200, at: /\/callback$/ },
      { kind: 'status', status: 502, at: /\/callback$/ },
    )
    const [command, other, third] = [1, 2, 3].map(() => discord.interactions.command('moltd status'))
    for (const [call, fault] of [
      [command, null],
      [other, { kind: 'rate-limit', afterMs: 100, global: true }],
      [third, { kind: 'reset' }],
    ] as const) {
      if (call === undefined) throw new Error('no call')
      if (fault !== null) discord.fail({ ...fault, at: /\/callback$/ })
      send(call)
      await until(() => call.original !== null)
    }
    discord.fail({ kind: 'rate-limit', afterMs: 60_000, at: /\/callback$/ })
    send(discord.interactions.command('moltd status'))
    await until(() => logged.some(line => line.includes('Discord asks to wait')))
  })

  test('a call is answered while the gateway is away', async () => {
    const gate = Promise.withResolvers<void>()
    answerWith = async (_, hand) => {
      await gate.promise
      await hand.answer(message('late'), 'private')
    }
    await openDesk()
    const command = discord.interactions.command('moltd status')
    send(command)
    await until(() => calls.length === 1)
    discord.gateway.isShut = true
    discord.gateway.drop()
    await until(() => !isOpen())
    gate.resolve()
    await until(() => command.original?.content === 'late')
  })
})

describe('the connection', () => {
  const losses: [string, () => void][] = [
    ['breaks', () => discord.gateway.drop()],
    ['is to be renewed', () => discord.gateway.askToReconnect()],
    ['has a session that can be resumed', () => discord.gateway.invalidate(true)],
    ['has a session that is gone', () => discord.gateway.invalidate(false)],
    ['is ended: unknown error', () => discord.gateway.close(GatewayCloseCodes.UnknownError)],
    ['is ended: session timed out', () => discord.gateway.close(GatewayCloseCodes.SessionTimedOut)],
    ['is ended: rate limited', () => discord.gateway.close(GatewayCloseCodes.RateLimited)],
    ['is ended: going away', () => discord.gateway.close(1001)],
  ]

  test.each(losses)('comes back by itself when it %s, and hands over each call once', async (_, lose) => {
    await openDesk()
    discord.gateway.repeatsOnResume = true
    const before = discord.interactions.command('moltd status')
    send(before)
    await until(() => calls.length === 1)
    lose()
    await until(() => states.length > 2 || discord.gateway.resumes + discord.gateway.identifies > 1)
    await until(() => isOpen() && discord.gateway.isAttended())
    send(discord.interactions.command('moltd status'))
    await until(() => calls.length === 2)
    expect(new Set(calls.map(({ id }) => id)).size).toBe(2)
  })

  test('what was missed meanwhile is handed over when it is back', async () => {
    await openDesk()
    discord.gateway.drop()
    await until(() => !isOpen())
    const command = discord.interactions.command('moltd status')
    send(command)
    await until(() => command.original?.content === 'heard')
    expect(kinds()).toEqual(['connecting', 'open', 'away', 'open'])
    expect(discord.gateway).toMatchObject({ resumes: 1, identifies: 1 })
  })

  test('is given up when its heartbeats are not heard', async () => {
    discord.gateway.heartbeatMs = 100
    await openDesk()
    discord.gateway.isDeaf = true
    await until(() => !isOpen())
    discord.gateway.isDeaf = false
    await until(isOpen)
    expect(discord.gateway.resumes).toBeGreaterThan(0)
  })

  test('is begun anew, with longer and longer pauses, while Discord is away for long', async () => {
    await openDesk({ patienceMs: 700, firstPauseMs: 50, longestPauseMs: 400 })
    await discord.leave()
    await until(() => states.at(-1)?.kind === 'away')
    await sleep(2_500)
    expect(kinds()).not.toContain('closed')
    await discord.comeBack()
    await until(() => isOpen() && discord.gateway.isAttended())
    send(discord.interactions.command('moltd status'))
    await until(() => calls.length === 1)
    expect(discord.gateway.identifies).toBe(2)
  })

  test('is begun anew when Discord takes connections and says nothing', async () => {
    discord.gateway.isMute = true
    open({ patienceMs: 300 })
    await until(() => states.at(-1)?.kind === 'away')
    expect(states.at(-1)).toMatchObject({ reason: 'its gateway does not answer' })
    discord.gateway.isMute = false
    await until(isOpen)
    await until(() => discord.gateway.connections() === 1)
  })

  test('introduces itself only so often, however often Discord forgets it', async () => {
    await openDesk({ identifiesAtMost: 3, firstPauseMs: 400, longestPauseMs: 400 })
    const before = discord.gateway.identifies
    const forgets = setInterval(() => discord.gateway.invalidate(false), 20)
    await until(() => states.some(state => 'reason' in state && state.reason.includes('again and again')))
    clearInterval(forgets)
    expect(discord.gateway.identifies - before).toBeLessThanOrEqual(3)
    await until(isOpen)
  })

  test('is not begun when Discord allows no more today', async () => {
    discord.gateway.startsLeft = 0
    open()
    await until(() => states.at(-1)?.kind === 'away')
    expect(discord.gateway.identifies).toBe(0)
    discord.gateway.startsLeft = 10
    await until(isOpen)
  })
})

describe('shut out', () => {
  const closed = async () => {
    await over
    return states.at(-1)
  }

  test('by a token that Discord does not know', async () => {
    discord.bot.trouble = 'token'
    open()
    expect(await closed()).toEqual({ kind: 'closed', reason: 'the token of the Discord bot is not valid' })
  })

  test('by a token that is revoked while connected, and when it comes back', async () => {
    const revoked = { kind: 'closed', reason: 'the token of the Discord bot is not valid any more (4004)' }
    await openDesk()
    discord.bot.trouble = 'token'
    discord.gateway.close(GatewayCloseCodes.AuthenticationFailed)
    expect(await closed()).toEqual(revoked)
    discord.bot.trouble = null
    await openDesk()
    discord.bot.trouble = 'token'
    discord.gateway.drop()
    expect(await closed()).toEqual(revoked)
    await until(() => discord.gateway.connections() === 0)
  })

  test('by intents that are not allowed', async () => {
    discord.gateway.disallowsIntents = true
    open()
    expect(await closed()).toMatchObject({ kind: 'closed', reason: expect.stringContaining('(4014)') })
  })

  test('by not being in its server', async () => {
    discord.bot.trouble = 'guild'
    open()
    expect(await closed()).toEqual({ kind: 'closed', reason: 'the Discord bot is not in its server' })
    expect(discord.gateway.connections()).toBe(0)
  })
})

describe('commands', () => {
  test('are written when Discord has others, and left alone when it has them', async () => {
    await openDesk()
    await until(() => discord.interactions.commandWrites === 1)
    expect(discord.interactions.commands().map(({ name }) => name)).toEqual(['moltd'])
    stop.abort()
    await over
    stop = new AbortController()
    await openDesk()
    const asked = discord.requests
    await until(
      () =>
        discord.requests > asked ||
        discord.interactions.commandWrites > 1 ||
        calls.length > 0 ||
        logged.length > 0,
    )
    await sleep(200)
    expect(discord.interactions.commandWrites).toBe(1)
  })

  test('that may not be offered are told of, buttons work all the same, and they are offered when it may', async () => {
    discord.interactions.refusesCommands = true
    await openDesk()
    await until(() => states.some(state => state.kind === 'open' && state.trouble !== null))
    expect(states.at(-1)).toEqual({
      kind: 'open',
      trouble: 'its commands could not be offered: Discord refuses (403: Missing Access)',
    })
    send(discord.interactions.press('go', report()))
    await until(() => calls.length === 1)
    discord.interactions.refusesCommands = false
    discord.gateway.drop()
    await until(() => discord.interactions.commandWrites === 1)
    await until(isOpen)
    expect(states.at(-1)).toEqual({ kind: 'open', trouble: null })
  })
})

describe('its end leaves nothing open', () => {
  const moments: [string, (paces?: Partial<DeskPaces>) => Promise<void>][] = [
    ['while it is open', () => openDesk()],
    [
      'while discord.js rests between two tries',
      async () => {
        await openDesk()
        discord.gateway.drop()
        await until(() => !isOpen())
      },
    ],
    [
      'while a socket is being opened',
      async () => {
        await openDesk()
        discord.gateway.isMute = true
        discord.gateway.drop()
        await sleep(700)
      },
    ],
    [
      'while nobody answers',
      async () => {
        discord.gateway.isMute = true
        open()
        await sleep(600)
      },
    ],
    [
      'while it asks for the gateway',
      async () => {
        discord.fail({ kind: 'hang' })
        open()
        await discord.nextRequest()
      },
    ],
    [
      'while it waits for a better time',
      async () => {
        open({ firstPauseMs: 60_000, longestPauseMs: 60_000 })
        discord.gateway.startsLeft = 0
        await until(() => states.at(-1)?.kind === 'away')
      },
    ],
    [
      'while a call is being answered',
      async () => {
        answerWith = () => new Promise(() => undefined)
        await openDesk()
        send(discord.interactions.command('moltd status'))
        await until(() => calls.length === 1)
      },
    ],
  ]

  test.each(moments)('%s', async (_, come) => {
    await import('discord.js')
    const sockets = () =>
      process.getActiveResourcesInfo().filter(name => /TCPSocket|TCPConnect|TLS|GetAddrInfo/.test(name))
        .length
    const before = { sockets: sockets(), listeners: process.listenerCount('uncaughtException') }
    await come()
    const beganMs = performance.now()
    stop.abort()
    await over
    expect(performance.now() - beganMs).toBeLessThan(2_000)
    const identified = discord.gateway.identifies
    await sleep(800)
    expect(discord.gateway.connections()).toBe(0)
    expect(discord.gateway.identifies).toBe(identified)
    expect(process.listenerCount('uncaughtException')).toBe(before.listeners)
    expect(sockets()).toBeLessThanOrEqual(before.sockets)
  })
})

test('nothing of discord.js is loaded before a desk is opened', () => {
  const daemon = join(import.meta.dirname, '../../src')
  const code = `
    await Promise.all([import(${JSON.stringify(join(daemon, 'compose-daemon.ts'))}), import(${JSON.stringify(join(daemon, 'daemon/run-daemon.ts'))})])
    await import(${JSON.stringify(join(daemon, 'compose-desk.ts'))})
    const { default: nodeModule } = await import('node:module')
    console.log(Object.keys(nodeModule._cache).filter(path => /discord|undici/.test(path)).length)`
  expect(
    execFileSync(process.execPath, ['--input-type=module', '--eval', code], { encoding: 'utf8' }).trim(),
  ).toBe('0')
})
