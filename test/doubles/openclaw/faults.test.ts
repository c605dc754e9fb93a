import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Orders } from './orders.ts'
import { runCli } from './run-cli.ts'
import { isReady, probe, runGateway, waitForProbe } from './run-gateway.ts'
import { makeStandInHome } from './stand-in-home.ts'

async function start(orders: Orders, options: { version?: string; restart?: boolean } = {}) {
  const home = await makeStandInHome({ version: options.version ?? '2026.9.5', orders: { '*': orders } })
  const gateway = runGateway(home, { restart: options.restart ?? false })
  onTestFinished(async () => {
    await gateway.stop()
    await home.remove()
  })
  const cli = (...args: string[]) =>
    runCli([process.execPath, join(home.root, 'openclaw.mjs'), ...args], home.environment)
  return { home, gateway, cli }
}

test('a slow start tells its stages', async () => {
  const { home } = await start({ startMs: 400, startStages: ['one', 'two'] })
  await waitForProbe(home.port, 'startupz', answer => answer?.status === 503)
  await waitForProbe(home.port, 'startupz', answer => answer?.body.includes('"pendingReason":"two"') ?? false)
  expect((await probe(home.port, 'readyz'))?.body).toContain('"ready":false')
  await waitForProbe(home.port, 'readyz', isReady)
})

test('a crash loop goes on as long as it is restarted', async () => {
  const { gateway } = await start({ exitOnStart: 1 }, { restart: true })
  for (let count = 0; count < 3; count += 1) expect((await gateway.ended()).exitCode).toBe(1)
  expect(gateway.starts()).toBeGreaterThanOrEqual(3)
})

test('it dies some time after its start', async () => {
  const { home, gateway } = await start({ diesAfterMs: 300 })
  await waitForProbe(home.port, 'readyz', isReady)
  expect((await gateway.ended()).exitCode).toBe(1)
})

test('the CLI is blocked while the gateway serves', async () => {
  const { home, cli } = await start({ cliBlocked: true })
  await waitForProbe(home.port, 'readyz', isReady)
  const { exitCode, stdout } = await cli('gateway', 'call', 'health', '--json')
  expect(exitCode).toBe(1)
  expect(JSON.parse(stdout).error.message).toMatch(
    /^SECURITY ERROR: Gateway URL "ws:\/\/100\.122\.114\.36:\d+" uses plaintext ws:\/\/ to a non-loopback address\./,
  )
  const status = JSON.parse((await cli('gateway', 'status', '--json')).stdout)
  expect(status.rpc).toMatchObject({ ok: false, error: expect.stringContaining('SECURITY ERROR') })
})

test('2026.2.19 blocks its CLI by itself when it is bound to the tailnet, 2026.2.17 does not', async () => {
  for (const [version, exitCode] of [
    ['2026.2.17', 0],
    ['2026.2.19', 1],
  ] as const) {
    const { home, cli } = await start({}, { version })
    expect((await cli('config', 'set', 'gateway.bind', 'tailnet')).exitCode).toBe(0)
    await waitForProbe(home.port, '', isReady)
    const call = await cli('gateway', 'call', 'health', '--json')
    expect([version, call.exitCode]).toEqual([version, exitCode])
    expect(call.stderr.includes('SECURITY ERROR')).toBe(exitCode === 1)
  }
})

test('it names another version than the true one', async () => {
  const { home } = await start({ servedVersion: '2026.9.1' })
  await waitForProbe(home.port, 'readyz', isReady)
  expect(JSON.parse((await probe(home.port, 'startupz'))?.body ?? '')).toMatchObject({ version: '2026.9.1' })
})

test('a channel fails its readiness, and a method its call', async () => {
  const { home, cli } = await start({ failing: ['discord'], callErrors: { 'cron.list': 'not now' } })
  await waitForProbe(home.port, 'readyz', answer => answer?.status === 503)
  const { exitCode, stdout } = await cli('gateway', 'call', 'cron.list', '--json')
  expect(exitCode).toBe(1)
  expect(JSON.parse(stdout).error).toMatchObject({ type: 'gateway_request_error', message: 'not now' })
})
