import type { App } from '../compose.ts'
import { sayLocalTime } from '../phases/decide/local-time.ts'
import { rollbacksInARow } from '../phases/decide/rollbacks-in-a-row.ts'

/** What restrains runs by a person's word, or by what happened here. */
export interface Orders {
  hold: { until: string | null; reason: string | null; since: string; text: string } | null
  pin: string | null
  skipped: readonly string[]
  breaker: {
    rollbacks: number
    /** Automatic runs have stopped until a person says so. */
    isOpen: boolean
    /** null: nothing counts against automatic runs. */
    text: string | null
  }
}

export function readOrders({
  world,
  memory,
  journal,
  settings,
}: Pick<App, 'world' | 'memory' | 'journal' | 'settings'>): Orders {
  const { hold, pin, skipped, breakerResetMs } = memory.orders()
  const { timezone } = settings.schedule
  const isOver = hold?.untilMs != null && world.clock.nowMs() >= hold.untilMs
  const { inARow } = rollbacksInARow(journal.runsThrough('update', 100), breakerResetMs)
  const most = settings.policy.breakerAfterRollbacks
  const isOpen = inARow >= most
  const iso = (ms: number) => new Date(ms).toISOString()
  const until =
    hold?.untilMs == null ? 'until `moltd unhold`' : `until ${sayLocalTime(hold.untilMs, timezone)}`
  const next = isOpen
    ? 'automatic runs have stopped; `moltd quarantine reset-breaker` lets them go on'
    : `after ${most}, automatic runs stop`
  return {
    hold:
      hold === null || isOver
        ? null
        : {
            until: hold.untilMs === null ? null : iso(hold.untilMs),
            reason: hold.reason,
            since: iso(hold.sinceMs),
            text: `${until}${hold.reason === null ? '' : `: ${hold.reason}`}`,
          },
    pin,
    skipped,
    breaker: {
      rollbacks: inARow,
      isOpen,
      text: inARow === 0 ? null : `${inARow} ${inARow === 1 ? 'rollback' : 'rollbacks'} in a row: ${next}`,
    },
  }
}
