import { createSign, generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createPackageSource } from '../../src/adapters/package-source.ts'

const integrity = `sha512-${Buffer.alloc(64, 7).toString('base64')}`
const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const key = publicKey.export({ type: 'spki', format: 'der' }).toString('base64')

let home: string
let server: Server
let signed: string | null
let keysStatus: number

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'moltd-signatures-'))
  signed = `openclaw@2026.9.6:${integrity}`
  keysStatus = 200
  server = createServer((request, response) => {
    const send = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (request.url === '/-/npm/v1/keys') {
      send(keysStatus, { keys: [{ keyid: 'SHA256:one', key, expires: null }] })
      return
    }
    const signatures =
      signed === null
        ? []
        : [{ keyid: 'SHA256:one', sig: createSign('SHA256').update(signed).sign(privateKey, 'base64') }]
    const dist = { integrity, tarball: 'http://127.0.0.1/x.tgz', signatures }
    send(200, {
      name: 'openclaw',
      'dist-tags': { latest: '2026.9.6' },
      time: { '2026.9.6': '2026-09-23T00:00:00Z' },
      versions: { '2026.9.6': { name: 'openclaw', version: '2026.9.6', _id: 'openclaw@2026.9.6', dist } },
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  await writeFile(join(home, '.npmrc'), `registry=http://127.0.0.1:${port}/\n`)
})

afterEach(async () => {
  server.closeAllConnections()
  await new Promise(resolve => server.close(resolve))
  await rm(home, { recursive: true, force: true })
})

const check = () =>
  createPackageSource({ environment: { HOME: home }, home }).checkSignatures(
    'openclaw',
    '2026.9.6',
    AbortSignal.timeout(20_000),
  )

test('a signature of the registry is verified with the keys that it publishes', async () => {
  expect(await check()).toEqual({ signature: 'verified', provenance: 'not-offered', reason: null })
})

test('a signature over something else is wrong', async () => {
  signed = `openclaw@2026.9.6:sha512-${Buffer.alloc(64, 8).toString('base64')}`
  expect(await check()).toMatchObject({ signature: 'wrong' })
})

test('a registry that signs nothing offers nothing; one whose keys cannot be had leaves it unknown', async () => {
  signed = null
  expect(await check()).toMatchObject({ signature: 'not-offered', reason: null })
  signed = `openclaw@2026.9.6:${integrity}`
  keysStatus = 404
  expect(await check()).toMatchObject({ signature: 'unknown' })
})
