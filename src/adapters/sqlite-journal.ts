import { z } from 'zod'
import type { Journal, PhaseEntry, RunEntry, StepEntry } from '../ports/journal.ts'
import { journalMigrations } from './sqlite-journal-schema.ts'
import { openMigrated } from './sqlite-open.ts'

export interface OpenJournal extends Journal {
  close(): void
}

/** The journal in one SQLite file; every write is on disk when its method returns. */
export function openSqliteJournal(path: string): OpenJournal {
  const database = openMigrated(path, journalMigrations)
  database.exec('PRAGMA foreign_keys = ON')
  const run = (sql: string, ...values: (string | number | null)[]) => database.prepare(sql).run(...values)
  const all = (sql: string, ...values: (string | number | null)[]) => database.prepare(sql).all(...values)
  const json = (value: unknown) => JSON.stringify(value ?? null)

  return {
    beginRun: ({ id, trigger, atMs }) => {
      run('INSERT INTO runs (id, trigger, started_at_ms) VALUES (?, ?, ?)', id, trigger, atMs)
    },
    note: (runId, name, value) => {
      run(
        'INSERT INTO notes (run_id, name, value) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
        runId,
        name,
        json(value),
      )
    },
    finishRun: (runId, outcome, atMs) => {
      run('UPDATE runs SET outcome = ?, finished_at_ms = ? WHERE id = ?', outcome, atMs, runId)
    },
    beginPhase: (runId, phase, atMs) => {
      run(
        'INSERT INTO phases (run_id, name, status, started_at_ms) VALUES (?, ?, ?, ?)',
        runId,
        phase,
        'running',
        atMs,
      )
    },
    endPhase: (runId, phase, status, note, atMs) => {
      run(
        'UPDATE phases SET status = ?, note = ?, ended_at_ms = ? WHERE id = (SELECT max(id) FROM phases WHERE run_id = ? AND name = ?)',
        status,
        note,
        atMs,
        runId,
        phase,
      )
    },
    beginStep: (runId, step) => {
      const { lastInsertRowid } = run(
        'INSERT INTO steps (run_id, phase, name, summary, status, facts, started_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?)',
        runId,
        step.phase,
        step.name,
        step.summary,
        'doing',
        json(step.facts),
        step.atMs,
      )
      return Number(lastInsertRowid)
    },
    markStep: (sequence, status, atMs, error) => {
      run(
        'UPDATE steps SET status = ?, ended_at_ms = ?, error = ? WHERE id = ?',
        status,
        atMs,
        error ?? null,
        sequence,
      )
    },
    readRun: runId => readRuns(all('SELECT * FROM runs WHERE id = ?', runId))[0] ?? null,
    listRuns: limit =>
      readRuns(all('SELECT * FROM runs ORDER BY started_at_ms DESC, id DESC LIMIT ?', limit)),
    runsThrough: (phase, limit) =>
      readRuns(
        all(
          'SELECT * FROM runs WHERE id IN (SELECT run_id FROM steps WHERE phase = ?) ORDER BY started_at_ms DESC, id DESC LIMIT ?',
          phase,
          limit,
        ),
      ),
    unfinishedRuns: () =>
      readRuns(all('SELECT * FROM runs WHERE outcome IS NULL ORDER BY started_at_ms, id')),
    phasesOf: runId => all('SELECT * FROM phases WHERE run_id = ? ORDER BY id', runId).map(readPhase),
    stepsOf: runId => all('SELECT * FROM steps WHERE run_id = ? ORDER BY id', runId).map(readStep),
    close: () => database.close(),
  }

  function readRuns(rows: readonly unknown[]): RunEntry[] {
    return rows.map(row => {
      const { id, trigger, started_at_ms, finished_at_ms, outcome } = runRow.parse(row)
      const notes: Record<string, unknown> = {}
      for (const raw of all('SELECT name, value FROM notes WHERE run_id = ?', id)) {
        const { name, value } = noteRow.parse(raw)
        notes[name] = JSON.parse(value)
      }
      return { id, trigger, startedAtMs: started_at_ms, finishedAtMs: finished_at_ms, outcome, notes }
    })
  }
}

const runRow = z.object({
  id: z.string(),
  trigger: z.enum(['schedule', 'catch-up', 'manual', 'discord', 'recovery']),
  started_at_ms: z.number(),
  finished_at_ms: z.number().nullable(),
  outcome: z
    .enum([
      'up-to-date',
      'held',
      'awaiting-approval',
      'blocked',
      'updated',
      'rolled-back',
      'untouched',
      'stuck',
    ])
    .nullable(),
})

const noteRow = z.object({ name: z.string(), value: z.string() })

const phaseName = z.enum([
  'check',
  'decide',
  'preflight',
  'rehearse',
  'snapshot',
  'remedy',
  'update',
  'verify',
  'commit',
  'rollback',
  'report',
])

function readPhase(row: unknown): PhaseEntry {
  const entry = z
    .object({
      name: phaseName,
      status: z.enum(['running', 'done', 'failed', 'skipped', 'interrupted']),
      started_at_ms: z.number(),
      ended_at_ms: z.number().nullable(),
      note: z.string(),
    })
    .parse(row)
  return {
    name: entry.name,
    status: entry.status,
    startedAtMs: entry.started_at_ms,
    endedAtMs: entry.ended_at_ms,
    note: entry.note,
  }
}

function readStep(row: unknown): StepEntry {
  const entry = z
    .object({
      id: z.number(),
      phase: phaseName,
      name: z.string(),
      summary: z.string(),
      status: z.enum(['doing', 'done', 'failed', 'undoing', 'undone']),
      facts: z.string(),
      started_at_ms: z.number(),
      ended_at_ms: z.number().nullable(),
      error: z.string().nullable(),
    })
    .parse(row)
  return {
    sequence: entry.id,
    phase: entry.phase,
    name: entry.name,
    summary: entry.summary,
    status: entry.status,
    facts: JSON.parse(entry.facts),
    startedAtMs: entry.started_at_ms,
    endedAtMs: entry.ended_at_ms,
    error: entry.error,
  }
}
