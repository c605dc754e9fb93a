import type { World } from '../ports/world.ts'
import type { Gateway } from './gateway.ts'
import { type AddressWorld, findGatewayUrl } from './gateway-address.ts'
import { probeStartup } from './gateway-http.ts'

/** Who answers on the gateway's port, at a glance and cheaply; health asks more. */
export interface Serving {
  kind: 'started' | 'starting' | 'silent'
  /** The version that serves; null when it does not say (2026.2.x never does). */
  version: string | null
  /** What it is at, in words. */
  note: string
}

export async function observeServing(
  world: Pick<World, 'http'> & AddressWorld,
  gateway: Gateway,
  timeoutMs = 2_000,
): Promise<Serving> {
  const startup = await probeStartup(world.http, await findGatewayUrl(world, gateway), timeoutMs)
  switch (startup.kind) {
    case 'answer':
      return startup.started
        ? { kind: 'started', version: startup.version, note: `${startup.version ?? 'it'} serves` }
        : { kind: 'starting', version: startup.version, note: `start-up is ${startup.status}` }
    case 'page':
      return { kind: 'started', version: null, note: 'it serves a page, as old versions do' }
    case 'no-answer':
      return { kind: 'silent', version: null, note: `no answer (${startup.reason})` }
  }
}
