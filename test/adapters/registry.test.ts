import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createRegistry } from '../../src/adapters/registry.ts'
import { MoltdError } from '../../src/ports/errors.ts'

const packument = {
  name: 'openclaw',
  'dist-tags': { latest: '2026.9.6', beta: '2026.9.7-beta.1' },
  versions: {
    '2026.9.6': {
      name: 'openclaw',
      version: '2026.9.6',
      engines: { node: '>=24.16.0' },
      dist: { tarball: 'http://127.0.0.1/x.tgz', integrity: 'sha512-abc', unpackedSize: 1234 },
    },
    '2026.9.5': { name: 'openclaw', version: '2026.9.5', engines: ['node >= 0.4'], dist: {} },
  },
}

let home: string
let server: Server
let url: string
let seen: { url: string; authorization: string | undefined }[]
let answer: RequestListener

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'moltd-registry-'))
  seen = []
  answer = (_request, response) => json(response, packument)
  server = createServer((request, response) => {
    seen.push({ url: request.url ?? '', authorization: request.headers.authorization })
    answer(request, response)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  url = `http://127.0.0.1:${address.port}`
  await npmrc(`registry=${url}/`)
})

afterEach(async () => {
  server.closeAllConnections()
  await new Promise(resolve => server.close(resolve))
  await rm(home, { recursive: true, force: true })
})

const npmrc = (text: string) => writeFile(join(home, '.npmrc'), `${text}\n`, { mode: 0o600 })
const json = (response: Parameters<RequestListener>[1], body: unknown, status = 200) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
const registry = (environment: Record<string, string> = {}, timeoutMs?: number) =>
  createRegistry({ environment: { HOME: home, ...environment }, home, ...(timeoutMs ? { timeoutMs } : {}) })

async function failure(asked: Promise<unknown>): Promise<MoltdError> {
  const thrown: unknown = await asked.then(
    () => null,
    error => error,
  )
  if (thrown instanceof MoltdError) return thrown
  throw new Error(`no MoltdError: ${String(thrown)}`)
}

test('the dist-tags come from the registry of the user npmrc, and one request serves the manifests too', async () => {
  const asked = registry()
  expect(await asked.distTags('openclaw')).toEqual({ latest: '2026.9.6', beta: '2026.9.7-beta.1' })
  expect(await asked.manifest('openclaw', '2026.9.6')).toEqual({
    version: '2026.9.6',
    nodeRange: '>=24.16.0',
    integrity: 'sha512-abc',
    unpackedBytes: 1234,
  })
  expect(seen.map(request => request.url)).toEqual(['/openclaw'])
})

test('a manifest without engines or sizes says so with null', async () => {
  expect(await registry().manifest('openclaw', '2026.9.5')).toEqual({
    version: '2026.9.5',
    nodeRange: null,
    integrity: null,
    unpackedBytes: null,
  })
})

test('a version that the registry does not have is null, after asking afresh', async () => {
  const asked = registry()
  await asked.distTags('openclaw')
  expect(await asked.manifest('openclaw', '2026.1.1')).toBeNull()
  expect(seen).toHaveLength(2)
})

test('dist-tags are asked for every time', async () => {
  const asked = registry()
  await asked.distTags('openclaw')
  answer = (_request, response) => json(response, { ...packument, 'dist-tags': { latest: '2026.9.7' } })
  expect(await asked.distTags('openclaw')).toEqual({ latest: '2026.9.7' })
})

test('the token of the npmrc is sent, with its environment variable filled in', async () => {
  await npmrc(`registry=${url}/\n${url.replace('http:', '')}/:_authToken=\${SECRET_TOKEN}`)
  await registry({ SECRET_TOKEN: 'hunter2' }).distTags('openclaw')
  expect(seen[0]?.authorization).toBe('Bearer hunter2')
})

test('a scoped package comes from the registry of its scope', async () => {
  await npmrc(`registry=http://127.0.0.1:1/\n@claw:registry=${url}/scoped/`)
  await registry().distTags('@claw/openclaw')
  expect(seen[0]?.url).toBe('/scoped/@claw%2fopenclaw')
})

test('the registry can come from the environment', async () => {
  await npmrc('registry=http://127.0.0.1:1/')
  await registry({ npm_config_registry: `${url}/env/` }).distTags('openclaw')
  expect(seen[0]?.url).toBe('/env/openclaw')
})

test('nothing is written to the home', async () => {
  await registry().distTags('openclaw')
  expect(await readdir(home)).toEqual(['.npmrc'])
})

test.each([
  [401, /refused our credentials \(401\)/, /npm login/],
  [403, /refused our credentials \(403\)/, /npm login/],
  [404, /does not have it \(404\)/, /npm config get registry/],
])('status %i is told apart', async (status, message, hint) => {
  await npmrc(`registry=${url}/\n${url.replace('http:', '')}/:_authToken=hunter2`)
  answer = (_request, response) => json(response, { error: 'no' }, status)
  const error = await failure(registry().distTags('openclaw'))
  expect(error.code).toBe('E_REGISTRY')
  expect(error.message).toMatch(message)
  expect(error.hint).toMatch(hint)
  expect(`${error.message}${error.hint}`).not.toContain('hunter2')
})

test('a server error is tried three times, then said', async () => {
  answer = (_request, response) => json(response, {}, 500)
  const error = await failure(registry().distTags('openclaw'))
  expect(error.message).toContain('an error of its own (500)')
  expect(seen).toHaveLength(3)
})

test('a second attempt that works is an answer', async () => {
  answer = (_request, response) => (seen.length === 1 ? json(response, {}, 503) : json(response, packument))
  expect(await registry().distTags('openclaw')).toHaveProperty('latest', '2026.9.6')
})

test.each([
  ['no JSON', '<html>sign in</html>'],
  ['cut JSON', '{"dist-tags":{"lat'],
  ['JSON of another shape', '{"hello":"world"}'],
  ['null', 'null'],
])('%s is not package metadata', async (_title, body) => {
  answer = (_request, response) => response.writeHead(200, { 'content-type': 'application/json' }).end(body)
  const error = await failure(registry().distTags('openclaw'))
  expect(error.message).toContain('something that is not package metadata')
})

test('a registry that never answers is given up on', async () => {
  answer = () => undefined
  const error = await failure(registry({}, 100).distTags('openclaw'))
  expect(error.message).toContain('took too long to answer')
})

test('a registry that nobody listens for cannot be reached, and its credentials are not named', async () => {
  await npmrc('registry=http://user:hunter2@127.0.0.1:1/')
  const error = await failure(registry().distTags('openclaw'))
  expect(error.message).toBe(
    'cannot ask the npm registry for openclaw: 127.0.0.1:1 cannot be reached (ECONNREFUSED)',
  )
  expect(error.hint).not.toContain('hunter2')
})

test('a plain answer where TLS is expected is a matter of TLS', async () => {
  await npmrc(`registry=${url.replace('http:', 'https:')}/`)
  const error = await failure(registry().distTags('openclaw'))
  expect(error.message).toContain('TLS')
})

const times = { created: '2026-01-01T00:00:00.000Z', '2026.9.6': '2026-09-24T22:17:03.665000+00:00' }

test('the publish time costs nothing where the registry sends it anyway', async () => {
  answer = (_request, response) => json(response, { ...packument, time: times })
  const asked = registry()
  await asked.distTags('openclaw')
  expect(await asked.publishedMs('openclaw', '2026.9.6')).toBe(Date.UTC(2026, 8, 24, 22, 17, 3, 665))
  expect(seen).toHaveLength(1)
})

test('the publish time is asked for in the full document where the short one has none', async () => {
  const accepted: (string | undefined)[] = []
  answer = (request, response) => {
    accepted.push(request.headers.accept)
    const isShort = request.headers.accept?.includes('application/vnd.npm.install-v1+json')
    json(response, isShort ? packument : { ...packument, time: times })
  }
  const asked = registry()
  await asked.distTags('openclaw')
  expect(await asked.publishedMs('openclaw', '2026.9.6')).toBe(Date.UTC(2026, 8, 24, 22, 17, 3, 665))
  expect(accepted).toHaveLength(2)
  expect(accepted[1]).not.toContain('install-v1')
})

test.each([
  ['no times', undefined],
  ['a time that is none', { '2026.9.6': 'yesterday' }],
  ['times of other versions', { '2026.9.5': '2026-09-24T22:17:03Z' }],
  ['an object for a time', { '2026.9.6': {} }],
  ['times of another shape', 'now'],
])('a registry with %s does not say when a version was published', async (_title, time) => {
  answer = (_request, response) => json(response, { ...packument, time })
  expect(await registry().publishedMs('openclaw', '2026.9.6')).toBeNull()
})
