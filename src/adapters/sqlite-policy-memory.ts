import { z } from 'zod'
import type { PolicyMemory } from '../ports/policy-memory.ts'
import { journalMigrations } from './sqlite-journal-schema.ts'
import { openMigrated } from './sqlite-open.ts'

/** What policy remembers, in the journal's own file. */
export function openSqlitePolicyMemory(path: string): PolicyMemory & { close(): void } {
  const database = openMigrated(path, journalMigrations)
  const run = (sql: string, ...values: (string | number)[]) =>
    Number(database.prepare(sql).run(...values).changes)
  const get = (sql: string, ...values: string[]) => database.prepare(sql).get(...values)

  function readOrder(name: string): unknown {
    const row = get('SELECT value FROM orders WHERE name = ?', name)
    return row === undefined ? null : JSON.parse(orderRow.parse(row).value)
  }
  function writeOrder(name: string, value: unknown): boolean {
    if (value === null) return run('DELETE FROM orders WHERE name = ?', name) > 0
    const text = JSON.stringify(value)
    const sql =
      'INSERT INTO orders (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value WHERE value <> excluded.value'
    return run(sql, name, text) > 0
  }

  return {
    orders: () => ({
      hold: hold.parse(readOrder('hold')),
      pin: z.string().nullable().parse(readOrder('pin')),
      skipped: database
        .prepare('SELECT version FROM skipped ORDER BY at_ms, version')
        .all()
        .map(row => versionRow.parse(row).version),
      breakerResetMs: z.number().nullable().parse(readOrder('breaker-reset')),
    }),
    setHold: value => writeOrder('hold', value),
    approval: () => approval.parse(readOrder('approval')),
    setApproval: value => writeOrder('approval', value),
    setPin: range => writeOrder('pin', range),
    skip: (version, atMs) =>
      run('INSERT OR IGNORE INTO skipped (version, at_ms) VALUES (?, ?)', version, atMs) > 0,
    unskip: version => run('DELETE FROM skipped WHERE version = ?', version) > 0,
    resetBreaker: atMs => {
      writeOrder('breaker-reset', atMs)
    },
    firstSeenMs: subject => {
      const row = get('SELECT first_seen_ms FROM sightings WHERE subject = ?', subject)
      return row === undefined ? null : sightingRow.parse(row).first_seen_ms
    },
    rememberFirstSeen: (subject, atMs) => {
      run('INSERT OR REPLACE INTO sightings (subject, first_seen_ms) VALUES (?, ?)', subject, atMs)
    },
    highestServed: unit => {
      const row = get('SELECT version FROM highest_served WHERE unit = ?', unit)
      return row === undefined ? null : versionRow.parse(row).version
    },
    rememberHighestServed: (unit, version) => {
      run('INSERT OR REPLACE INTO highest_served (unit, version) VALUES (?, ?)', unit, version)
    },
    close: () => database.close(),
  }
}

const hold = z
  .object({ untilMs: z.number().nullable(), reason: z.string().nullable(), sinceMs: z.number() })
  .nullable()
const approval = z
  .object({
    version: z.string(),
    integrity: z.string(),
    by: z.string(),
    atMs: z.number(),
    deadlineMs: z.number(),
  })
  .nullable()
const orderRow = z.object({ value: z.string() })
const versionRow = z.object({ version: z.string() })
const sightingRow = z.object({ first_seen_ms: z.number() })
