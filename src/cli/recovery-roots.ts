import type { App } from '../compose.ts'
import { surveyGateways } from '../openclaw/discover.ts'
import { recoveryRoots } from '../recovery/layout.ts'

/** Everywhere a point may be: also beside the package, if there is a gateway to ask. */
export async function rootsOf({ world, settings }: Pick<App, 'world' | 'settings'>): Promise<string[]> {
  const { gateways } = await surveyGateways(world).catch(() => ({ gateways: [] })) // no bus, no gateway: our own folder remains
  const roots = gateways.flatMap(gateway => recoveryRoots(world, gateway, settings.recovery.folder))
  return [...new Set([...roots, ...recoveryRoots(world, null, settings.recovery.folder)])]
}
