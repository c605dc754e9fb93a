import { z } from 'zod'
import type { Quarantine } from '../ports/quarantine.ts'
import { journalMigrations } from './sqlite-journal-schema.ts'
import { openMigrated } from './sqlite-open.ts'

/** Quarantine in the journal's own file. */
export function openSqliteQuarantine(path: string): Quarantine & { close(): void } {
  const database = openMigrated(path, journalMigrations)
  return {
    list: () =>
      database
        .prepare('SELECT * FROM quarantine ORDER BY at_ms')
        .all()
        .map(row => {
          const { version, reason, run_id, at_ms } = quarantineRow.parse(row)
          return { version, reason, runId: run_id, atMs: at_ms }
        }),
    add: ({ version, reason, runId, atMs }) => {
      database
        .prepare('INSERT OR REPLACE INTO quarantine (version, reason, run_id, at_ms) VALUES (?, ?, ?, ?)')
        .run(version, reason, runId, atMs)
    },
    release: version => database.prepare('DELETE FROM quarantine WHERE version = ?').run(version).changes > 0,
    close: () => database.close(),
  }
}

const quarantineRow = z.object({
  version: z.string(),
  reason: z.string(),
  run_id: z.string(),
  at_ms: z.number(),
})
