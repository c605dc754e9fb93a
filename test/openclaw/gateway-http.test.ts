import { createServer, type RequestListener, type Server } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import { directHttp } from '../../src/adapters/http.ts'
import { probeGateway } from '../../src/openclaw/gateway-http.ts'

let server: Server | null = null
afterEach(async () => {
  server?.closeAllConnections()
  await new Promise(resolve => (server === null ? resolve(null) : server.close(resolve)))
  server = null
})

async function serve(listener: RequestListener): Promise<string> {
  const started = createServer(listener)
  server = started
  await new Promise<void>(resolve => started.listen(0, '127.0.0.1', resolve))
  const address = started.address()
  return address !== null && typeof address === 'object' ? `http://127.0.0.1:${address.port}` : ''
}

test('a gateway that serves says so, with its version', async () => {
  const bodies: Record<string, unknown> = {
    '/healthz': { ok: true, status: 'live' },
    '/startupz': { ok: true, status: 'started', version: '2026.9.6', uptimeMs: 840_214 },
    '/readyz': {
      ready: true,
      failing: [],
      uptimeMs: 1,
      eventLoop: { degraded: false, reasons: [], delayP99Ms: 23.4 },
    },
  }
  const url = await serve((request, response) => response.end(JSON.stringify(bodies[request.url ?? ''])))
  expect(await probeGateway(directHttp, url)).toEqual({
    health: { kind: 'answer', live: true },
    startup: { kind: 'answer', started: true, status: 'started', version: '2026.9.6', uptimeMs: 840_214 },
    readiness: {
      kind: 'answer',
      ready: true,
      failing: [],
      eventLoop: { degraded: false, reasons: [], delayP99Ms: 23.4 },
    },
  })
})

test('a gateway that starts is not started, whatever it says besides', async () => {
  const url = await serve((request, response) => {
    response.statusCode = 503
    const starting = { ok: false, status: 'starting', pendingReason: 'startup-sidecars' }
    response.end(
      JSON.stringify(request.url === '/readyz' ? { ready: false, failing: ['discord'] } : starting),
    )
  })
  expect(await probeGateway(directHttp, url)).toEqual({
    health: { kind: 'answer', live: false },
    startup: { kind: 'answer', started: false, status: 'starting', version: null, uptimeMs: null },
    readiness: { kind: 'answer', ready: false, failing: ['discord'], eventLoop: null },
  })
})

test('a page with 200 on every path is a page, not health', async () => {
  const url = await serve((_request, response) =>
    response.end('<!doctype html><title>OpenClaw Control</title>'),
  )
  expect(await probeGateway(directHttp, url)).toEqual({
    health: { kind: 'page', status: 200 },
    startup: { kind: 'page', status: 200 },
    readiness: { kind: 'page', status: 200 },
  })
})

test('JSON of somebody else is a page too', async () => {
  const url = await serve((_request, response) => response.end('{"status":"UP"}'))
  expect((await probeGateway(directHttp, url)).health).toEqual({ kind: 'page', status: 200 })
})

test('nobody there, and nobody answering, are no answer', async () => {
  expect((await probeGateway(directHttp, 'http://127.0.0.1:1')).startup.kind).toBe('no-answer')
  const url = await serve(() => undefined)
  expect((await probeGateway(directHttp, url, 50)).startup.kind).toBe('no-answer')
})
