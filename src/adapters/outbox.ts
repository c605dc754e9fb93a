import { z } from 'zod'
import type { Outbox, OutboxEntry } from '../ports/outbox.ts'
import { guardDatabase, openMigrated } from './sqlite-open.ts'

export interface OpenOutbox extends Outbox {
  close(): void
}

const migrations = [
  `CREATE TABLE messages (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     run_id TEXT NOT NULL,
     kind TEXT NOT NULL,
     body TEXT NOT NULL,
     state TEXT NOT NULL CHECK (state IN ('pending', 'sending', 'delivered', 'undeliverable')),
     enqueued_at_ms INTEGER NOT NULL,
     attempts INTEGER NOT NULL DEFAULT 0,
     next_attempt_ms INTEGER NOT NULL,
     ended_at_ms INTEGER,
     last_error TEXT,
     UNIQUE (run_id, kind)
   ) STRICT;`,
  `CREATE TABLE posts (
     key TEXT NOT NULL,
     place TEXT NOT NULL,
     message_id TEXT,
     at_ms INTEGER NOT NULL,
     PRIMARY KEY (key, place)
   ) STRICT, WITHOUT ROWID;`,
  `ALTER TABLE messages ADD COLUMN asked_until_ms INTEGER;`,
] as const

/** Nothing waits this long: a time further away was written before the clock was set back. */
const clockWentBackMs = 25 * 3_600_000

const use = {
  code: 'E_OUTBOX',
  name: 'the outbox',
  hint: 'Look at the disk and at who owns the file. It holds only reports that wait to be sent: to begin with an empty one, move it away.',
} as const

/** The outbox in one SQLite file of its own, made when it is not there. Errors: E_OUTBOX. */
export function openSqliteOutbox(path: string): OpenOutbox {
  const guard = guardDatabase(use, path)
  const database = guard(() => openMigrated(path, migrations))
  const run = (sql: string, ...values: (string | number | null)[]) =>
    guard(() => database.prepare(sql).run(...values))
  const all = (sql: string, ...values: (string | number | null)[]): OutboxEntry[] =>
    guard(() =>
      database
        .prepare(sql)
        .all(...values)
        .map(readEntry),
    )

  return {
    enqueue: ({ runId, kind, body }, nowMs) =>
      run(
        `INSERT INTO messages (run_id, kind, body, state, enqueued_at_ms, next_attempt_ms)
           VALUES (?, ?, ?, 'pending', ?, ?) ON CONFLICT DO NOTHING`,
        runId,
        kind,
        body,
        nowMs,
        nowMs,
      ).changes === 1,
    claim: (nowMs, untilMs) =>
      all(
        `UPDATE messages SET state = 'sending', attempts = attempts + 1, next_attempt_ms = ?
           WHERE id = (SELECT min(id) FROM messages WHERE state IN ('pending', 'sending')) AND (next_attempt_ms <= ? OR next_attempt_ms > ?)
           RETURNING *`,
        untilMs,
        nowMs,
        nowMs + clockWentBackMs,
      )[0] ?? null,
    nextDueMs: () =>
      all(`SELECT * FROM messages WHERE state IN ('pending', 'sending') ORDER BY id LIMIT 1`)[0]
        ?.nextAttemptMs ?? null,
    markDelivered: (sequence, nowMs) => {
      run(
        `UPDATE messages SET state = 'delivered', ended_at_ms = ?, last_error = NULL WHERE id = ?`,
        nowMs,
        sequence,
      )
    },
    postpone: (sequence, { nextAttemptMs, askedUntilMs }, error) => {
      run(
        `UPDATE messages SET state = 'pending', next_attempt_ms = ?, asked_until_ms = ?, last_error = ? WHERE id = ?`,
        nextAttemptMs,
        askedUntilMs,
        error,
        sequence,
      )
    },
    hurry: nowMs => {
      run(
        `UPDATE messages SET next_attempt_ms = min(next_attempt_ms, max(?, coalesce(asked_until_ms, 0))) WHERE state = 'pending'`,
        nowMs,
      )
    },
    giveUp: (sequence, nowMs, error) => {
      run(
        `UPDATE messages SET state = 'undeliverable', ended_at_ms = ?, last_error = ? WHERE id = ?`,
        nowMs,
        error,
        sequence,
      )
    },
    list: states =>
      states.length === 0
        ? []
        : all(
            `SELECT * FROM messages WHERE state IN (${states.map(() => '?').join()}) ORDER BY id`,
            ...states,
          ),
    fold: (into, others, body, nowMs) =>
      guard(() => {
        database.exec('BEGIN IMMEDIATE')
        try {
          database.prepare('UPDATE messages SET body = ? WHERE id = ?').run(body, into)
          for (const sequence of others)
            database
              .prepare(
                `UPDATE messages SET state = 'delivered', ended_at_ms = ?, last_error = 'told of in another' WHERE id = ?`,
              )
              .run(nowMs, sequence)
          database.exec('COMMIT')
        } catch (error) {
          if (database.isTransaction) database.exec('ROLLBACK') // a full disk has rolled back already
          throw error
        }
      }),
    post: (key, place) => {
      const sql = 'SELECT message_id AS messageId FROM posts WHERE key = ? AND place = ?'
      const row = guard(() => database.prepare(sql).get(key, place))
      return row === undefined ? null : postRow.parse(row)
    },
    rememberPost: (key, place, { messageId }, nowMs) => {
      run(
        `INSERT INTO posts (key, place, message_id, at_ms) VALUES (?, ?, ?, ?)
           ON CONFLICT DO UPDATE SET message_id = excluded.message_id`,
        key,
        place,
        messageId,
        nowMs,
      )
    },
    forgetEnded: beforeMs => {
      run('DELETE FROM posts WHERE at_ms < ?', beforeMs)
      return Number(run('DELETE FROM messages WHERE ended_at_ms < ?', beforeMs).changes)
    },
    close: () => database.close(),
  }
}

const postRow = z.object({ messageId: z.string().nullable() })

const messageRow = z.object({
  id: z.number(),
  run_id: z.string(),
  kind: z.string(),
  body: z.string(),
  state: z.enum(['pending', 'sending', 'delivered', 'undeliverable']),
  enqueued_at_ms: z.number(),
  attempts: z.number(),
  next_attempt_ms: z.number(),
  ended_at_ms: z.number().nullable(),
  last_error: z.string().nullable(),
})

function readEntry(row: unknown): OutboxEntry {
  const entry = messageRow.parse(row)
  return {
    sequence: entry.id,
    runId: entry.run_id,
    kind: entry.kind,
    body: entry.body,
    state: entry.state,
    enqueuedAtMs: entry.enqueued_at_ms,
    attempts: entry.attempts,
    nextAttemptMs: entry.next_attempt_ms,
    endedAtMs: entry.ended_at_ms,
    lastError: entry.last_error,
  }
}
