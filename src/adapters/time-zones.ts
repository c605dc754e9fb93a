import { readlinkSync } from 'node:fs'
import type { TimeZones } from '../ports/time-zones.ts'

const minuteMs = 60_000

/**
 * Offsets by way of Date and the TZ of our own process. Intl knows the same, and takes 9 MB of an idle daemon to say it.
 * A process that uses this shows local times in the zone that was asked for last; its children get the environment from before.
 */
export function createTimeZones(environment: Readonly<Record<string, string | undefined>>): TimeZones {
  const named = environment.TZ?.replace(/^:/, '')
  return {
    own: () => (named !== undefined && isZoneName(named) ? named : zoneOfMachine()),
    offsetMs: (zone, instantMs) => {
      if (process.env.TZ !== zone) process.env.TZ = zone
      return -new Date(instantMs).getTimezoneOffset() * minuteMs
    },
  }
}

function isZoneName(text: string): boolean {
  return /^[A-Za-z]+(\/[\w+-]+)*$/.test(text)
}

/** `/etc/localtime` is a link into the zone database; a machine without one keeps UTC. */
function zoneOfMachine(): string {
  try {
    return /zoneinfo\/(?:posix\/|right\/)?(.+)$/.exec(readlinkSync('/etc/localtime'))?.[1] ?? 'UTC'
  } catch {
    return 'UTC' // no such link: what the C library says then, too
  }
}
