import type { Prospect } from './preflight/prospect.ts'
import type { Walk } from './way.ts'

/** A person at the terminal has the last word before the first touch, where there is one. */
export async function isApproved({ settings }: Walk, { from, to, gateway }: Prospect): Promise<boolean> {
  return settings.approve === null || settings.approve({ from, to, unit: gateway.unit })
}
