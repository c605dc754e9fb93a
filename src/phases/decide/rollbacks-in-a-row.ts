import type { RunEntry } from '../../ports/journal.ts'
import type { Situation } from './decision.ts'

/**
 * Updates that were taken back, or ended stuck, since the last one that held and since a person last reset the count. `runs` are those that
 * came as far as an update, newest first.
 */
export function rollbacksInARow(runs: readonly RunEntry[], resetMs: number | null): Situation['rollbacks'] {
  const counted = runs.filter(run => resetMs === null || run.startedAtMs > resetMs)
  const held = counted.findIndex(run => run.outcome === 'updated')
  const failed = (held === -1 ? counted : counted.slice(0, held)).filter(
    run => run.outcome === 'rolled-back' || run.outcome === 'stuck',
  )
  const last = failed[0]
  return { inARow: failed.length, lastMs: last ? (last.finishedAtMs ?? last.startedAtMs) : null }
}
