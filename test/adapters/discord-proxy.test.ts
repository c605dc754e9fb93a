import { setTimeout as sleep } from 'node:timers/promises'
import { GatewayDispatchEvents } from 'discord-api-types/v10'
import { expect, onTestFinished, test } from 'vitest'
import { startProxyServer } from '../doubles/proxy-server.ts'
import { forkDesk } from './fork-desk.ts'

/** A desk that is open; `environment` names the proxy, if any. */
async function openDesk(environmentOf: (proxy: string) => Record<string, string>) {
  const proxy = await startProxyServer()
  onTestFinished(() => proxy.close())
  const { discord } = await forkDesk(environmentOf(proxy.url))
  await discord.gateway.until(() => discord.gateway.isAttended())
  return { discord, proxy, target: new URL(discord.apiBase).host }
}

type Opened = Awaited<ReturnType<typeof openDesk>>

async function isAnswered({ discord }: Opened): Promise<boolean> {
  const command = discord.interactions.command('moltd status')
  discord.gateway.dispatch({ t: GatewayDispatchEvents.InteractionCreate, d: command.payload })
  for (let turn = 0; turn < 500 && command.original === null; turn += 1) await sleep(10)
  return command.original !== null
}

test.each(['HTTPS_PROXY', 'https_proxy'])(
  'behind a proxy (%s) the desk is open: all that it asks, and its gateway, also when it comes back, go through it',
  async name => {
    const opened = await openDesk(proxy => ({ [name]: proxy }))
    const { discord, proxy, target } = opened
    expect(await isAnswered(opened)).toBe(true)
    const before = proxy.targets.length
    // for the gateway's address, for the gateway itself, for the commands that it offers, and for the answer
    expect(before).toBeGreaterThanOrEqual(4)
    expect(new Set(proxy.targets)).toEqual(new Set([target]))

    const { resumes } = discord.gateway
    discord.gateway.drop()
    await discord.gateway.until(() => discord.gateway.resumes > resumes && discord.gateway.isAttended())
    expect(proxy.targets.length).toBeGreaterThan(before)
    expect(await isAnswered(opened)).toBe(true)
  },
  30_000,
)

test('a proxy that is dead keeps the desk away: nothing goes past it', async () => {
  const { discord } = await forkDesk({ HTTPS_PROXY: 'http://127.0.0.1:9' })
  await sleep(3_000)
  expect([discord.requests, discord.gateway.connections()]).toEqual([0, 0])
}, 30_000)

test('what NO_PROXY names is reached past it', async () => {
  const opened = await openDesk(proxy => ({ HTTPS_PROXY: proxy, NO_PROXY: 'example.org,127.0.0.1' }))
  expect(await isAnswered(opened)).toBe(true)
  expect(opened.proxy.targets).toEqual([])
}, 30_000)
