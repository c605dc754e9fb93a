import { join } from 'node:path'
import type { RunWatch, WatchedRun } from '../ports/run-watch.ts'
import { isLocked, look, type Row } from './sqlite-look.ts'

/**
 * Looks at moltd's own files, read-only, with a connection for each look: nothing stays open, and whoever writes is never
 * in the way. What is not there yet says nothing; a file that cannot be read is an error.
 */
export function watchRuns(dataFolder: string): RunWatch {
  const journal = join(dataFolder, 'journal.sqlite')
  const outbox = join(dataFolder, 'outbox.sqlite')
  return {
    lastRow: () => numberOf(look(journal, 'runs', 'SELECT max(rowid) AS value FROM runs')) ?? 0,
    automaticRunAfter(row) {
      const [found] = look(
        journal,
        'runs',
        `SELECT runs.id, outcome, phases.name, phases.started_at_ms AS startedAtMs
           FROM runs LEFT JOIN phases ON phases.id = (SELECT max(id) FROM phases WHERE run_id = runs.id)
          WHERE runs.rowid > ? AND trigger IN ('schedule', 'catch-up') ORDER BY runs.rowid LIMIT 1`,
        row,
      )
      return found === undefined ? null : toRun(found)
    },
    unfinishedRuns: () =>
      look(journal, 'runs', 'SELECT id FROM runs WHERE outcome IS NULL ORDER BY rowid').map(({ id }) =>
        String(id),
      ),
    isLockHeld: () => isLocked(join(dataFolder, 'run.lock')),
    isVulnerable: () =>
      look(
        journal,
        'notes',
        `SELECT advice.value FROM runs JOIN notes ON run_id = runs.id AND notes.name = 'advisories', json_each(notes.value) AS advice
          WHERE runs.rowid = (SELECT max(rowid) FROM runs WHERE outcome IS NOT NULL) AND outcome <> 'updated'
            AND advice.value ->> 'kind' = 'vulnerable' AND advice.value ->> 'severity' = 'critical'`,
      ).length > 0,
    nextReportMs: () =>
      numberOf(
        look(
          outbox,
          'messages',
          "SELECT next_attempt_ms AS value FROM messages WHERE state IN ('pending', 'sending') ORDER BY id LIMIT 1",
        ),
      ),
  }
}

function toRun({ id, outcome, name, startedAtMs }: Row): WatchedRun {
  return {
    id: String(id),
    outcome: outcome as WatchedRun['outcome'],
    phase: typeof startedAtMs === 'number' ? { name: String(name), startedAtMs } : null,
  }
}

function numberOf([row]: Row[]): number | null {
  return typeof row?.value === 'number' ? row.value : null
}
