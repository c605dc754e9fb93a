import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { GatewayCloseCodes, GatewayDispatchEvents } from 'discord-api-types/v10'
import { expect, onTestFinished, test } from 'vitest'
import { startDiscordServer } from '../doubles/discord-server.ts'

interface Held {
  handed: number
  heapUsed: number
  rss: number
  resources: number
  functions: number
  emitters: number
  signals: number
}

/** Discord asks for a new connection every few hours; this is what weeks of bad luck bring. */
const cycles = 560
const warmUp = 60

test('hundreds of losses, resumed or begun anew, leave no memory, timer, socket or listener behind, and lose no call', async () => {
  const discord = await startDiscordServer()
  const { apiBase, bot, gateway, interactions } = discord
  const desk = fork(
    join(import.meta.dirname, 'fixtures/desk-week.ts'),
    [apiBase, bot.token, bot.guildId, bot.channelId],
    { execArgv: ['--expose-gc', '--max-semi-space-size=1'] },
  )
  onTestFinished(async () => {
    desk.kill('SIGKILL')
    await discord.close()
  })
  const losses = [
    () => gateway.drop(),
    () => gateway.askToReconnect(),
    () => gateway.invalidate(true),
    () => gateway.invalidate(false),
    () => gateway.close(GatewayCloseCodes.SessionTimedOut),
    () => {
      gateway.forgetSessions()
      gateway.drop()
    },
    () => gateway.close(1001),
  ]
  let sent = 0
  const live = async (from: number, to: number) => {
    for (let cycle = from; cycle < to; cycle += 1) {
      const begun = gateway.resumes + gateway.identifies
      losses[cycle % losses.length]?.()
      gateway.startsLeft = 1000
      await gateway.until(() => gateway.resumes + gateway.identifies > begun && gateway.isAttended())
      if (cycle % 4 !== 0) continue
      const { payload } = interactions.command('moltd status')
      gateway.dispatch({ t: GatewayDispatchEvents.InteractionCreate, d: payload })
      sent += 1
      for (let turn = 0; turn < 500 && interactions.all.at(-1)?.acknowledged === null; turn += 1)
        await sleep(10)
    }
    await gateway.until(() => gateway.isAttended())
  }
  const hold = async (): Promise<Held> => {
    desk.send('look')
    const [held] = await once(desk, 'message')
    return held as Held
  }

  await gateway.until(() => gateway.isAttended())
  await live(0, warmUp)
  const before = await hold()
  await live(warmUp, cycles)
  const after = await hold()
  const seen = JSON.stringify({
    before,
    after,
    sent,
    resumes: gateway.resumes,
    identifies: gateway.identifies,
  })
  expect(gateway.resumes, seen).toBeGreaterThan(200)
  expect(gateway.identifies, seen).toBeGreaterThan(100)
  expect(after.resources, seen).toBeLessThanOrEqual(before.resources + 2)
  expect(after.functions - before.functions, seen).toBeLessThan(150)
  expect(after.emitters - before.emitters, seen).toBeLessThan(30)
  expect(after.signals - before.signals, seen).toBeLessThan(30)
  expect(after.heapUsed - before.heapUsed, seen).toBeLessThan(1e6)
  expect(after.handed, seen).toBe(sent)
  desk.send('stop')
  expect(await once(desk, 'exit')).toEqual([0, null])
}, 180_000)
