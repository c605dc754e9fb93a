import { expect, test } from 'vitest'
import { askOnce } from '../../src/health/ask-once.ts'
import { createTurns } from '../../src/health/turns.ts'
import { createFakeUpdateHost, gateway } from '../doubles/fake-update-host.ts'

const methods = ['status', 'health', 'cron.list', 'channels.status', 'plugins.list']

/** A CLI that answers when it is told to. */
function slowCli(stdout: string, exitCode = 0) {
  const { world } = createFakeUpdateHost('2026.9.6')
  const asked: string[] = []
  let running = 0
  let most = 0
  world.commands.run = async ({ argv }) => {
    asked.push(argv[argv.indexOf('call') + 1] ?? '')
    running += 1
    most = Math.max(most, running)
    await new Promise(resolve => setImmediate(resolve))
    running -= 1
    return { exitCode, signal: null, stdout, stderr: '', timedOut: false, startError: null, durationMs: 1 }
  }
  return { call: askOnce(world, gateway, createTurns(2)), asked, mostAtOnce: () => most }
}

test('the same question is asked once, and two at most at the same time', async () => {
  const { call, asked, mostAtOnce } = slowCli('{"ok":true}')
  await Promise.all([...methods, ...methods].map(method => call(method)))
  expect(asked).toEqual(methods)
  expect(mostAtOnce()).toBe(2)
  await call('status', { limit: 1 })
  expect(asked).toHaveLength(6)
})

test('when the way is shut, who waits does not go it too', async () => {
  const error = {
    type: 'gateway_transport_error',
    kind: 'closed',
    message: 'Gateway not reachable (ECONNREFUSED).',
  }
  const { call, asked } = slowCli(JSON.stringify({ ok: false, error }), 1)
  const answers = await Promise.all(methods.map(method => call(method)))
  expect(answers.map(({ kind }) => kind)).toEqual(methods.map(() => 'down'))
  expect(asked).toEqual(['status', 'health'])
})
