import { createServer, type RequestListener } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { reachDiscordWebhook } from '../../src/adapters/discord-reach.ts'

const token = 'x'.repeat(68)

async function reach(listener: RequestListener, timeoutMs = 2_000) {
  const server = createServer(listener)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  const url = `http://127.0.0.1:${port}/api/webhooks/1298765432109876543/${token}`
  return reachDiscordWebhook({ url, environment: {}, signal: AbortSignal.timeout(timeoutMs) })
}

test('a webhook that Discord knows is reached, and nothing is said there', async () => {
  const seen: string[] = []
  const answer = await reach((request, response) => {
    seen.push(`${request.method} ${request.url?.replace(token, 'TOKEN')}`)
    response.end('{"id":"1298765432109876543"}')
  })
  expect(answer).toEqual({ kind: 'delivered', messageId: null })
  expect(seen).toEqual(['GET /api/webhooks/1298765432109876543/TOKEN'])
})

test('a webhook that was deleted is told apart from a Discord that is down', async () => {
  expect((await reach((_, response) => response.writeHead(404).end())).kind).toBe('closed')
  expect((await reach((_, response) => response.writeHead(503).end())).kind).toBe('retry-later')
})

test('no answer in time is no answer, and the token stays untold', async () => {
  const answer = await reach(() => undefined, 50)
  expect(answer).toEqual({
    kind: 'retry-later',
    afterMs: null,
    reason: 'Discord cannot be reached: no answer in time',
  })
  expect(JSON.stringify(await reach((_, response) => response.destroy()))).not.toContain(token)
})
