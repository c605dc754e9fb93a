import type { Listener } from '../ports/processes.ts'
import type { World } from '../ports/world.ts'
import type { Gateway } from './gateway.ts'

export type AddressWorld = Pick<World, 'processes' | 'supervisor'>

/**
 * Where this gateway answers HTTP: the address on which a process of its unit listens, loopback when there are several
 * (`gateway.bind` may be `tailnet`, `lan` or `custom`). Loopback also when nobody listens.
 */
export async function findGatewayUrl(world: AddressWorld, gateway: Gateway): Promise<string> {
  const listeners = await world.processes.listenersOn(gateway.port)
  const own = await ownOf(world, gateway, listeners)
  const hosts = own.map(({ address }) => reachableHost(address))
  const host = hosts.find(isLoopbackHost) ?? hosts[0] ?? '127.0.0.1'
  return `${gateway.tls === true ? 'https' : 'http'}://${host}:${gateway.port}`
}

export function loopbackUrl(port: number): string {
  return `http://127.0.0.1:${port}`
}

/** One process on the port needs no asking whose it is; several do: on another address of the port sits a stranger. */
async function ownOf(
  { supervisor }: AddressWorld,
  { unit }: Gateway,
  listeners: readonly Listener[],
): Promise<readonly Listener[]> {
  if (new Set(listeners.map(({ pid }) => pid)).size < 2) return listeners
  const pids = await supervisor.pids(unit)
  const own = listeners.filter(({ pid }) => pid !== null && pids.includes(pid))
  return own.length > 0 ? own : listeners
}

/** A wildcard is reached over loopback, and an IPv4 address that is dressed as IPv6 as what it is. */
function reachableHost(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d)/, '')
  if (plain === '0.0.0.0') return '127.0.0.1'
  if (plain === '::') return '[::1]'
  return plain.includes(':') ? `[${plain}]` : plain
}

function isLoopbackHost(host: string): boolean {
  return host.startsWith('127.') || host === '[::1]'
}
