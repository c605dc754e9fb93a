import type { UpdateRunRecord } from '../../openclaw/update-run-record.ts'
import type { Pursuit } from './follow.ts'
import type { Sight } from './sight.ts'

/** Silence shorter than this is not worth a word. */
const silenceMs = 30_000

/** One true present sentence: who works, how far it is, and whether a gateway serves. */
export function describeSight(
  { label, request }: Pick<Pursuit, 'label' | 'request'>,
  sight: Sight,
  record: UpdateRunRecord | null,
  idleMs: number,
): string {
  // A record is asked seldom, and never during the swap: it counts while the old gateway serves.
  const isFresh = record?.status === 'running' && sight.served.version === request.from
  const doing = isFresh ? record.phase : whatIsDone(sight, request.to)
  const silence = idleMs >= silenceMs ? `, no progress for ${Math.floor(idleMs / 10_000) * 10} s` : ''
  return `${label}: ${doing}, ${whoServes(sight, request.from)}${silence}`
}

function whatIsDone({ program, updaters }: Sight, target: string): string {
  if (program.version === target) return updaters.length > 0 ? `finishing ${target}` : `${target} is on disk`
  if (program.version === null) return 'the package is being swapped'
  if (program.siblings.length > 0) return `${target} is staged and checked beside ${program.version}`
  return updaters.length > 0 ? 'at work' : `${program.version} is on disk`
}

function whoServes({ served, unit }: Sight, from: string): string {
  if (served.kind === 'page') return 'the gateway serves'
  if (served.kind === 'serving') {
    return served.version === from ? 'the old gateway still serves' : `${served.version} serves`
  }
  return unit.active === 'active' || unit.active === 'activating' ? 'the gateway starts' : 'no gateway serves'
}
