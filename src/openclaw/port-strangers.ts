import type { Gateway } from './gateway.ts'
import type { AddressWorld } from './gateway-address.ts'

/**
 * So long is the port left to whoever may be on the way out. From then on waiting helps nobody: OpenClaw of 2026.9 tries again and again for five
 * minutes, busy all the time, before its gateway ends for the first time.
 */
export const strangerPatienceMs = 60_000

/** Addresses of the gateway's port on which somebody listens who does not belong to its unit; `mainPid` needs no asking. */
export async function findStrangers(
  world: AddressWorld,
  gateway: Gateway,
  mainPid: number | null,
): Promise<string[]> {
  const listeners = await world.processes.listenersOn(gateway.port)
  const others = listeners.filter(({ pid }) => pid === null || pid !== mainPid)
  if (others.length === 0) return []
  const pids = await world.supervisor.pids(gateway.unit)
  return others.filter(({ pid }) => pid === null || !pids.includes(pid)).map(({ address }) => address)
}

/** Who sat on an address of their own before leaves the gateway room; who came since does not. */
export function hasNewcomer(before: readonly string[], now: readonly string[]): boolean {
  return now.some(address => !before.includes(address))
}
