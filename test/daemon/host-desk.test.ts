import { afterEach, expect, test } from 'vitest'
import { MoltdError } from '../../src/ports/errors.ts'
import type { DeskPlan } from '../../src/ports/own-commands.ts'
import { type SimulatedMachine, simulateMachine } from './simulated-machine.ts'

const minuteMs = 60_000
const bot: DeskPlan = {
  tokenFile: '/home/ada/discord-token',
  tokenEnv: null,
  guildId: '1298765432109876002',
  channelId: '1298765432109876003',
  allow: { users: ['1298765432109876777'], roles: [] },
  locale: 'en',
}
const idle = 'Idle: the next run is due on 2026-11-23 06:00 (UTC).'

let machine: SimulatedMachine
afterEach(() => machine.remove())

async function begin(desk: DeskPlan | null): Promise<void> {
  machine = simulateMachine(Date.UTC(2026, 10, 23), { timezone: 'UTC' }, { idleMs: 30_000, busyMs: 5_000 })
  await machine.live(minuteMs)
  machine.desk = desk
  await machine.reload()
}
const status = () => machine.statuses.at(-1)
const desk = () => {
  const last = machine.desks.at(-1)
  if (last === undefined) throw new Error('no desk was opened')
  return last
}
const settle = () => new Promise(resolve => setImmediate(resolve))

test('without a bot no desk is opened, and nothing is said of one', async () => {
  await begin(null)
  expect(machine.desks).toEqual([])
  expect(new Set(machine.notes)).toEqual(new Set([null]))
  expect(status()).toBe(idle)
})

test('a desk that nobody may use is not opened, and says why', async () => {
  await begin({ ...bot, allow: { users: [], roles: [] } })
  expect(machine.desks).toEqual([])
  expect(status()).toBe(
    `${idle} The Discord bot is shut: nobody may use it: notify.discord.bot.allow names nobody.`,
  )
})

test('how the desk stands is said at once, and is written down for others', async () => {
  await begin(bot)
  expect(desk().plan).toEqual(bot)
  desk().tell({ kind: 'open', trouble: null })
  await settle()
  expect(status()).toBe(`${idle} The Discord bot is connected.`)
  desk().tell({ kind: 'away', reason: 'the connection to Discord broke' })
  await settle()
  expect(status()).toBe(`${idle} The Discord bot is away: the connection to Discord broke.`)
  expect(machine.notes.at(-1)).toEqual({
    state: { kind: 'away', reason: 'the connection to Discord broke' },
    sinceMs: machine.nowMs(),
  })
})

test('one that is shut is tried again after a minute, then less and less often, and is shut until it opens', async () => {
  await begin(bot)
  desk().tell({ kind: 'closed', reason: 'the token of the Discord bot is not valid' })
  desk().end()
  await machine.live(minuteMs)
  expect(machine.desks).toHaveLength(2)
  desk().tell({ kind: 'connecting' })
  await settle()
  expect(status()).toContain('is shut: the token')
  desk().end()
  await machine.live(minuteMs)
  expect(machine.desks).toHaveLength(2)
  await machine.live(minuteMs)
  expect(machine.desks).toHaveLength(3)
  desk().tell({ kind: 'open', trouble: null })
  desk().end()
  await machine.live(minuteMs)
  expect(machine.desks).toHaveLength(4)
})

test('whatever becomes of it, runs go on as ever', async () => {
  await begin(bot)
  desk().end(new MoltdError('E_SECRET_MISSING', 'cannot read the secret', 'Create it.'))
  machine.bookTrouble = 'the disk is full'
  desk().tell({ kind: 'away', reason: 'x' })
  await settle()
  machine.bookTrouble = null
  expect(status()).toContain('The Discord bot is')
  await machine.live(7 * 60 * minuteMs)
  expect(machine.launches).toHaveLength(1)
  expect(machine.failure()).toBeNull()
})

test('a config that is read again opens it anew when its settings changed, and tries at once when it is shut', async () => {
  await begin(bot)
  desk().tell({ kind: 'open', trouble: null })
  await machine.reload()
  expect(machine.desks).toHaveLength(1)
  machine.desk = { ...bot, channelId: '1298765432109876004' }
  await machine.reload()
  expect(machine.desks).toHaveLength(2)
  expect(machine.desks[0]?.isOver).toBe(true)
  desk().tell({ kind: 'closed', reason: 'the Discord bot is not in its server' })
  desk().end()
  await machine.reload()
  expect(machine.desks).toHaveLength(3)
  machine.desk = null
  await machine.reload()
  expect(machine.desks[2]?.isOver).toBe(true)
  expect(status()).toBe(idle)
  expect(machine.notes.at(-1)).toBeNull()
})

test('it ends with the daemon', async () => {
  await begin(bot)
  await machine.kill()
  expect(desk().isOver).toBe(true)
})
