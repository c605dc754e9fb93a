import type { Trigger } from '../../ports/run.ts'
import type { Ruling, Situation, Stop } from './decision.ts'

/** A person wants this run now: what restrains automatic runs is only remarked on. */
export function isByHand(trigger: Trigger): boolean {
  return trigger === 'manual' || trigger === 'discord'
}

/** Stops an automatic run; a person hears of it and goes on. */
export function stopAutomatic({ trigger }: Situation, stop: Omit<Stop, 'kind'>): Ruling {
  return isByHand(trigger)
    ? { kind: 'remark', reason: `${stop.reason}; this run was asked for by a person` }
    : { kind: 'held', ...stop }
}

/** Stops everything but a version that a person named. */
export function stopUnlessNamed({ observation }: Situation, stop: Omit<Stop, 'kind'>): Ruling {
  return observation.candidate?.source === 'exact'
    ? { kind: 'remark', reason: `${stop.reason}; it was asked for by number` }
    : { kind: 'held', ...stop }
}
