import type { Zone } from './zone.ts'

/** `2026-11-23 06:00 (Europe/Berlin)`; minutes are cut. */
export function sayWhen(zone: Zone, instantMs: number): string {
  const text = new Date(zone.wallOf(instantMs)).toISOString()
  return `${text.slice(0, 10)} ${text.slice(11, 16)} (${zone.name})`
}
