import { createServer, type Server } from 'node:http'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { directHttp } from '../../../src/adapters/http.ts'
import { linuxProcesses } from '../../../src/adapters/processes.ts'
import { offerOf } from '../../../src/phases/check/find-candidate.ts'
import { check } from '../../../src/phases/check/index.ts'
import type { CheckSettings } from '../../../src/phases/check/observation.ts'
import { MoltdError } from '../../../src/ports/errors.ts'
import type { Registry } from '../../../src/ports/registry.ts'
import { createNpmHome, type NpmHome } from '../../openclaw/npm-home.ts'

const unit = 'openclaw-gateway.service'
let at: NpmHome
let server: Server
let port: number

beforeEach(async () => {
  at = await createNpmHome()
  const startup = JSON.stringify({ ok: true, status: 'started', version: '2026.9.4' })
  server = createServer((_request, response) => response.end(startup))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  port = address !== null && typeof address === 'object' ? address.port : 0
})
afterEach(async () => {
  server.closeAllConnections()
  await new Promise(resolve => server.close(resolve))
  await at.remove()
})

const manifest = (version: string) => ({
  version,
  nodeRange: '>=24.16',
  integrity: null,
  unpackedBytes: null,
})
const registry: Registry = {
  distTags: async () => ({ latest: '2026.9.6', beta: '2026.9.7-beta.1' }),
  manifest: async (_name, version) => (version === '2026.9.9' ? null : manifest(version)),
  publishedMs: async () => null,
}
const run = (settings: Partial<CheckSettings> = {}, asked = registry) =>
  check(
    { ...at.world, http: directHttp, processes: linuxProcesses, registry: asked },
    { channel: 'stable', ...settings },
  )
const addUnit = (name: string, more: Record<string, string> = {}) =>
  at.addUnit(name, { environment: { HOME: at.home, OPENCLAW_GATEWAY_PORT: String(port), ...more } })

test('it sees what is installed, what serves and what is on offer', async () => {
  addUnit(unit)
  expect(await run()).toMatchObject({
    gateway: { unit, installation: { version: '2026.9.5' } },
    others: [],
    served: '2026.9.4',
    openclawConfig: { port: 18_860 },
    channel: 'stable',
    candidate: { source: 'stable', version: '2026.9.6', manifest: { nodeRange: '>=24.16' } },
  })
})

test('other gateways on the same package are named', async () => {
  addUnit(unit)
  addUnit('openclaw-gateway-work.service', { OPENCLAW_PROFILE: 'work' })
  const { gateway, others } = await run({ profile: 'work' })
  expect(gateway.unit).toBe('openclaw-gateway-work.service')
  expect(others.map(other => other.unit)).toEqual([unit])
})

test('a gateway that does not answer serves nothing that we know of', async () => {
  addUnit(unit, { OPENCLAW_GATEWAY_PORT: '1' })
  expect((await run()).served).toBeNull()
})

test('an exact version is the candidate, decorated or not', async () => {
  addUnit(unit)
  const { candidate } = await run({ to: 'v2026.9.3' })
  expect(candidate).toEqual({ source: 'exact', version: '2026.9.3', manifest: manifest('2026.9.3') })
})

test('an exact version that the registry does not have has no manifest', async () => {
  addUnit(unit)
  expect((await run({ to: '2026.9.9' })).candidate).toEqual({
    source: 'exact',
    version: '2026.9.9',
    manifest: null,
  })
})

test('a channel without a dist-tag offers nothing', async () => {
  addUnit(unit)
  expect((await run({ channel: 'extended-stable' })).candidate).toBeNull()
})

test("the machine's own trouble is told before the registry's", async () => {
  const failing: Registry = {
    ...registry,
    distTags: async () => {
      throw new MoltdError('E_REGISTRY', 'down', 'wait')
    },
  }
  await expect(run({}, failing)).rejects.toMatchObject({ code: 'E_NO_GATEWAY' })
  addUnit(unit)
  await expect(run({}, failing)).rejects.toMatchObject({ code: 'E_REGISTRY' })
})

test("a broken config of OpenClaw's stops it", async () => {
  addUnit(unit)
  await at.write('.openclaw/openclaw.json', '{ broken')
  await expect(run()).rejects.toMatchObject({ code: 'E_OPENCLAW_CONFIG' })
})

test.each<[Parameters<typeof offerOf>[0], Record<string, string>, string | null]>([
  ['stable', { latest: '2026.9.6', beta: '2026.9.7-beta.1' }, '2026.9.6'],
  ['beta', { latest: '2026.9.6', beta: '2026.9.7-beta.1' }, '2026.9.7-beta.1'],
  ['beta', { latest: '2026.9.6', beta: '2026.9.6-beta.2' }, '2026.9.6'],
  ['beta', { latest: '2026.9.6-2', beta: '2026.9.6' }, '2026.9.6-2'],
  ['beta', { latest: '2026.9.6' }, '2026.9.6'],
  ['beta', { beta: '2026.9.7-beta.1' }, '2026.9.7-beta.1'],
  ['extended-stable', { latest: '2026.9.6', 'extended-stable': '2026.7.35' }, '2026.7.35'],
  ['extended-stable', { latest: '2026.9.6' }, null],
  ['stable', {}, null],
])('%s of %j is %j', (channel, tags, version) => {
  expect(offerOf(channel, tags)).toBe(version)
})
