import { reasonOf } from '../ports/errors.ts'
import type { SlotEntry } from '../ports/slot-book.ts'
import type { DaemonWorld } from './daemon-world.ts'

/** Orders the run of a slot. Written down before it happens: whatever becomes of us, this slot is not run twice. Returns why it could not be started, else null. */
export async function launchRun(
  { book, log, own, runs }: Pick<DaemonWorld, 'book' | 'log' | 'own' | 'runs'>,
  entry: SlotEntry,
  nowMs: number,
): Promise<string | null> {
  const stamp = new Date(entry.slotMs).toISOString().replaceAll(/\D/g, '').slice(0, 14)
  const job = `moltd-run-${stamp}`
  const launched: SlotEntry = {
    ...entry,
    state: 'launched',
    reason: 'its run was started',
    job,
    journalRow: runs.lastRow(),
    launchedAtMs: nowMs,
    changedAtMs: nowMs,
  }
  book.put(launched)
  log.info({ slot: new Date(entry.slotMs).toISOString(), trigger: entry.trigger, job }, 'run started')
  try {
    await own.launch({ job, kind: { name: 'run', trigger: entry.trigger } })
    return null
  } catch (error) {
    // systemd itself says that nothing of it ran: the slot is free again.
    const reason = `its run could not be started: ${reasonOf(error)}`
    log.error({ job, error: reasonOf(error) }, 'run not started')
    book.put({ ...entry, reason, changedAtMs: nowMs })
    return reason
  }
}
