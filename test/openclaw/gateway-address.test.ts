import { expect, test } from 'vitest'
import { findGatewayUrl } from '../../src/openclaw/gateway-address.ts'
import type { Listener } from '../../src/ports/processes.ts'
import { createFakeUpdateHost, gateway } from '../doubles/fake-update-host.ts'

const { port } = gateway

function findUrl(listeners: readonly Omit<Listener, 'port'>[], pids: number[] = [500]): Promise<string> {
  const { processes, supervisor } = createFakeUpdateHost('2026.9.5').world
  processes.listenersOn = async asked => listeners.map(listener => ({ ...listener, port: asked }))
  supervisor.pids = async () => pids
  return findGatewayUrl({ processes, supervisor }, gateway)
}

test.each([
  ['loopback', '127.0.0.1', '127.0.0.1'],
  ['a tailnet address', '100.122.114.36', '100.122.114.36'],
  ['every address', '0.0.0.0', '127.0.0.1'],
  ['every address, IPv6 too', '::', '[::1]'],
  ['an IPv6 address', 'fd7a::7', '[fd7a::7]'],
  ['an IPv4 address dressed as IPv6', '::ffff:100.64.0.7', '100.64.0.7'],
])('a gateway that listens on %s is asked there', async (_, address, host) => {
  expect(await findUrl([{ address, pid: 500 }])).toBe(`http://${host}:${port}`)
})

test('of several addresses, loopback is asked', async () => {
  const addresses = ['100.122.114.36', '127.0.0.1'].map(address => ({ address, pid: 500 }))
  expect(await findUrl(addresses)).toBe(`http://127.0.0.1:${port}`)
})

test('a stranger on loopback is not taken for the gateway', async () => {
  const listeners = [
    { address: '127.0.0.1', pid: 666 },
    { address: '100.122.114.36', pid: 500 },
  ]
  expect(await findUrl(listeners)).toBe(`http://100.122.114.36:${port}`)
})

test('where nobody listens, loopback is asked, and will not answer', async () => {
  expect(await findUrl([])).toBe(`http://127.0.0.1:${port}`)
})

test('a gateway that ends TLS itself is asked over TLS', async () => {
  const { processes, supervisor } = createFakeUpdateHost('2026.9.5').world
  expect(await findGatewayUrl({ processes, supervisor }, { ...gateway, tls: true })).toMatch(/^https:/)
})
