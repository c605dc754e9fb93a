import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { GatewayCloseCodes, GatewayDispatchEvents } from 'discord-api-types/v10'
import { expect, test } from 'vitest'
import type { DiscordServer } from '../doubles/discord-server.ts'
import { forkDesk } from './fork-desk.ts'

interface Held {
  handed: number
  heapUsed: number
  rss: number
  resources: number
  functions: number
  emitters: number
  signals: number
  listeners: number
}

/** A desk that is open; its pauses pass fifty times faster. */
async function openDesk() {
  const { discord, desk } = await forkDesk()
  await discord.gateway.until(() => discord.gateway.isAttended())
  return {
    discord,
    hold: async (): Promise<Held> => {
      desk.send('look')
      const [held] = await once(desk, 'message')
      return held as Held
    },
    stop: async () => {
      desk.send('stop')
      expect(await once(desk, 'exit')).toEqual([0, null])
    },
  }
}

/** Somebody gives a command, and has an answer. */
async function command({ gateway, interactions }: DiscordServer): Promise<void> {
  const { payload } = interactions.command('moltd status')
  gateway.dispatch({ t: GatewayDispatchEvents.InteractionCreate, d: payload })
  for (let turn = 0; turn < 500 && interactions.all.at(-1)?.acknowledged === null; turn += 1) await sleep(10)
}

/** The ways to lose a connection, but for an outage. */
function lossesOf({ gateway }: DiscordServer) {
  return {
    reconnect: () => gateway.askToReconnect(),
    broken: () => gateway.drop(),
    'invalid, resumable': () => gateway.invalidate(true),
    'invalid, gone': () => gateway.invalidate(false),
    'timed out': () => gateway.close(GatewayCloseCodes.SessionTimedOut),
    'going away': () => gateway.close(1001),
    forgotten: () => {
      gateway.forgetSessions()
      gateway.drop()
    },
  }
}

/** Loses the connection, and waits until the desk is back. */
async function lose({ gateway }: DiscordServer, how: () => void): Promise<void> {
  const begun = gateway.resumes + gateway.identifies
  how()
  gateway.startsLeft = 1000
  await gateway.until(() => gateway.resumes + gateway.identifies > begun && gateway.isAttended())
}

/** No more of anything than what comes and goes. */
function expectNoGrowth(before: Held, after: Held, seen: string): void {
  expect(after.resources, seen).toBeLessThanOrEqual(before.resources + 2)
  expect(after.functions - before.functions, seen).toBeLessThan(150)
  expect(after.emitters - before.emitters, seen).toBeLessThan(30)
  expect(after.signals - before.signals, seen).toBeLessThan(30)
  expect(after.listeners, seen).toBeLessThanOrEqual(before.listeners)
  expect(after.heapUsed - before.heapUsed, seen).toBeLessThan(1e6)
}

test('hundreds of losses, resumed or begun anew, leave no memory, timer, socket or listener behind, and lose no call', async () => {
  const { discord, hold, stop } = await openDesk()
  const losses = Object.values(lossesOf(discord))
  let sent = 0
  const live = async (from: number, to: number) => {
    for (let cycle = from; cycle < to; cycle += 1) {
      await lose(discord, losses[cycle % losses.length] ?? (() => undefined))
      if (cycle % 4 !== 0) continue
      await command(discord)
      sent += 1
    }
  }
  await live(0, 60)
  const before = await hold()
  await live(60, 420)
  const after = await hold()
  const { resumes, identifies } = discord.gateway
  const seen = JSON.stringify({ before, after, sent, resumes, identifies })
  expect(resumes, seen).toBeGreaterThan(150)
  expect(identifies, seen).toBeGreaterThan(75)
  expectNoGrowth(before, after, seen)
  expect(after.handed, seen).toBe(sent)
  await stop()
}, 180_000)

/** Enough to see growth from the second day on; `MOLTD_TEST_DAYS=7` lives the whole week. */
const daysToLive = Number(process.env.MOLTD_TEST_DAYS ?? 3)
/** Discord wants a sign of life every 41.25 s. */
const beatsADay = Math.round(86_400 / 41.25)
/** What comes in a day, at these shares of it: a new connection every three hours, trouble of all kinds, people, and a night without network. */
const day: readonly [number, keyof ReturnType<typeof lossesOf> | 'command' | 'outage' | 'unheard'][] = [
  ...Array.from({ length: 8 }, (_, hour) => [(hour + 0.5) / 8, 'reconnect'] as const),
  ...Array.from({ length: 20 }, (_, index) => [(index + 0.3) / 20, 'command'] as const),
  [0.1, 'outage'],
  [0.22, 'broken'],
  [0.33, 'timed out'],
  [0.41, 'invalid, resumable'],
  [0.52, 'broken'],
  [0.61, 'forgotten'],
  [0.7, 'unheard'],
  [0.78, 'going away'],
  [0.85, 'invalid, gone'],
  [0.93, 'broken'],
].toSorted(([one], [other]) => Number(one) - Number(other)) as never

test('days of heartbeats, reconnects, trouble and outages, lived in seconds, leave no more behind than its second day', async () => {
  const { discord, hold, stop } = await openDesk()
  const { gateway } = discord
  gateway.sendsPerMinute = Number.POSITIVE_INFINITY
  gateway.heartbeatMs = 10
  await lose(discord, () => gateway.drop())
  const losses = lossesOf(discord)
  let sent = 0
  const happen = async (what: (typeof day)[number][1]): Promise<void> => {
    if (what === 'command') {
      sent += 1
      return command(discord)
    }
    if (what === 'outage') {
      await discord.leave()
      await sleep(1_500)
      await discord.comeBack()
      return gateway.until(() => gateway.isAttended())
    }
    if (what === 'unheard')
      return lose(discord, () => {
        gateway.isDeaf = true
        setTimeout(() => {
          gateway.isDeaf = false
        }, 100)
      })
    return lose(discord, losses[what])
  }
  const held: Held[] = []
  for (let days = 0; days < daysToLive; days += 1) {
    for (const [share, what] of day) {
      await gateway.until(() => gateway.heartbeats >= (days + share) * beatsADay)
      await happen(what)
    }
    await gateway.until(() => gateway.heartbeats >= (days + 1) * beatsADay)
    held.push(await hold())
  }
  const { heartbeats, resumes, identifies } = gateway
  const seen = JSON.stringify({ heartbeats, resumes, identifies, sent, held })
  expect(heartbeats, seen).toBeGreaterThanOrEqual(daysToLive * beatsADay)
  expect(resumes, seen).toBeGreaterThan(daysToLive * 12)
  expect(identifies, seen).toBeGreaterThan(daysToLive * 2)
  const [first, last] = [held[1], held.at(-1)] // on the first one caches are filled
  if (first === undefined || last === undefined) throw new Error('nothing was measured')
  expectNoGrowth(first, last, seen)
  expect(last.rss - first.rss, seen).toBeLessThan(8e6)
  // Where a busy machine misses beats, Discord begins a new session, and says nothing again of the old one's.
  expect(last.handed, seen).toBeGreaterThan(0.9 * sent)
  await stop()
}, 600_000)
