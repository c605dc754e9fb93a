import { createServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { directHttp } from '../../src/adapters/http.ts'

async function serve(listener: RequestListener, port = 0) {
  const server = createServer(listener)
  await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve))
  const stop = () => {
    server.closeAllConnections()
    return new Promise(resolve => server.close(resolve))
  }
  onTestFinished(async () => void (await stop()))
  const { port: bound } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${bound}`, port: bound, stop }
}

const timeoutMs = 5_000

test('an answer of any status is an answer', async () => {
  const { url } = await serve((_, response) => response.writeHead(503).end('{"ready":false}'))
  expect(await directHttp.get(`${url}/readyz`, { timeoutMs })).toEqual({
    kind: 'answer',
    status: 503,
    body: '{"ready":false}',
  })
})

test('a redirect is not followed', async () => {
  const { url } = await serve((_, response) => response.writeHead(302, { location: '/elsewhere' }).end())
  expect(await directHttp.get(url, { timeoutMs })).toMatchObject({ kind: 'answer', status: 302 })
})

test('an endless body is cut at 64 KiB', async () => {
  const { url } = await serve((_, response) => {
    const timer = setInterval(() => response.write('x'.repeat(30_000)), 1)
    response.on('close', () => clearInterval(timer))
  })
  const answer = await directHttp.get(url, { timeoutMs })
  expect(answer.kind === 'answer' && answer.body.length).toBe(65_536)
})

test('a server that says nothing is no answer after the timeout', async () => {
  const { url } = await serve(() => undefined)
  expect(await directHttp.get(url, { timeoutMs: 100 })).toEqual({
    kind: 'no-answer',
    reason: 'no answer in 100 ms',
  })
})

test('a closed port, a cut connection and a bad address are no answers with a reason', async () => {
  const { url, stop } = await serve((_, response) => response.socket?.destroy())
  expect(await directHttp.get(url, { timeoutMs })).toEqual({ kind: 'no-answer', reason: 'socket hang up' })
  await stop()
  expect(await directHttp.get(url, { timeoutMs })).toMatchObject({
    kind: 'no-answer',
    reason: expect.stringContaining('ECONNREFUSED'),
  })
  expect(await directHttp.get('not a url', { timeoutMs })).toMatchObject({ kind: 'no-answer' })
})

test('a server that was restarted between two requests answers the second', async () => {
  const first = await serve((_, response) => response.end('old'))
  expect(await directHttp.get(first.url, { timeoutMs })).toMatchObject({ body: 'old' })
  await first.stop()
  await serve((_, response) => response.end('new'), first.port)
  expect(await directHttp.get(first.url, { timeoutMs })).toMatchObject({ body: 'new' })
})

/** Signed by itself, for nobody: as a gateway makes one for itself. */
const selfSigned = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgaScpxqonZN7pybLE
Q48cFMEfTYD3dSGj6KtOY6tr3MGhRANCAAQf3ezCu+TJTHqiPdcThgAnmSSz5eam
sGATqJF+3fE0ntH9kcZPCCTtFl/6QAGyHQYyfy0HPWX95+LyIZuR4cBn
-----END PRIVATE KEY-----`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBeDCCAR+gAwIBAgIUN5ts04uqNBy5tAvBV9iu8L+BKTswCgYIKoZIzj0EAwIw
ETEPMA0GA1UEAwwGbm9ib2R5MCAXDTI2MTEyMjIwMzIwMVoYDzIxMjYxMDI5MjAz
MjAxWjARMQ8wDQYDVQQDDAZub2JvZHkwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC
AAQf3ezCu+TJTHqiPdcThgAnmSSz5eamsGATqJF+3fE0ntH9kcZPCCTtFl/6QAGy
HQYyfy0HPWX95+LyIZuR4cBno1MwUTAdBgNVHQ4EFgQUPexKSGON9X2ArMQG3Uwo
lZAha2gwHwYDVR0jBBgwFoAUPexKSGON9X2ArMQG3UwolZAha2gwDwYDVR0TAQH/
BAUwAwEB/zAKBggqhkjOPQQDAgNHADBEAiAoSIq9+VkXFAoU8zaNRREG3JfLNwaj
7Njdmm8d0hV4OwIgJlWfE4LZXlUh6YiCIlc6GKzAd5nPHng79zwrnnWwI+w=
-----END CERTIFICATE-----`,
}

test('a certificate that nobody vouches for is an answer only where any will do', async () => {
  const server = createTlsServer(selfSigned, (_, response) => response.end('live'))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const url = `https://127.0.0.1:${port}/healthz`
  expect(await directHttp.get(url, { timeoutMs })).toMatchObject({ kind: 'no-answer' })
  expect(await directHttp.get(url, { timeoutMs, anyCertificate: true })).toEqual({
    kind: 'answer',
    status: 200,
    body: 'live',
  })
})
