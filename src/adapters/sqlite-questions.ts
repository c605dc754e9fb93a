import { z } from 'zod'
import type { AnswerResult, Question, QuestionEnd, Questions } from '../ports/questions.ts'
import { journalMigrations } from './sqlite-journal-schema.ts'
import { openMigrated } from './sqlite-open.ts'

/** Questions in the journal's own file: whoever asks, answers or shows them is a process of its own. */
export function openSqliteQuestions(path: string): Questions & { close(): void } {
  const database = openMigrated(path, journalMigrations)
  const run = (sql: string, ...values: (string | number)[]) =>
    Number(database.prepare(sql).run(...values).changes)

  function read(id: string): Question | null {
    const row = database.prepare('SELECT * FROM questions WHERE id = ?').get(id)
    return row === undefined ? null : readRow(row)
  }

  /** One statement decides who was first. */
  function endOpen(id: string, end: QuestionEnd): boolean {
    return run('UPDATE questions SET end = ? WHERE id = ? AND end IS NULL', JSON.stringify(end), id) > 0
  }

  return {
    ask: ({ id, askedAtMs, deadlineMs, ...question }) => {
      const sql =
        "INSERT INTO questions (id, question, asked_at_ms, deadline_ms) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET end = NULL WHERE end ->> 'kind' = 'withdrawn'"
      run(sql, id, JSON.stringify(question), askedAtMs, deadlineMs)
      const asked = read(id)
      if (asked === null) throw new Error(`question ${id} vanished`)
      return asked
    },
    read,
    listOpen: () =>
      database
        .prepare('SELECT * FROM questions WHERE end IS NULL ORDER BY asked_at_ms, id')
        .all()
        .map(readRow),
    answer: (id, { choice, by, atMs }): AnswerResult => {
      const question = read(id)
      if (question === null) return { kind: 'unknown' }
      if (question.end !== null) return { kind: 'ended', question }
      if (!question.choices.includes(choice)) return { kind: 'not-a-choice', question }
      if (atMs >= question.deadlineMs) return { kind: 'late', question }
      const taken = endOpen(id, { kind: 'answered', choice, by, atMs })
      return { kind: taken ? 'taken' : 'ended', question: read(id) ?? question }
    },
    end: (id, end) => {
      endOpen(id, end)
      return read(id)
    },
    close: () => database.close(),
  }
}

const choice = z.enum(['keep', 'rollback'])
const rowShape = z.object({
  id: z.string(),
  question: z.string(),
  asked_at_ms: z.number(),
  deadline_ms: z.number(),
  end: z.string().nullable(),
})
const questionShape = z.object({ text: z.string(), choices: z.array(choice), otherwise: choice })
const endShape = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('answered'), choice, by: z.string(), atMs: z.number() }),
  z.object({ kind: z.literal('overdue'), choice, atMs: z.number() }),
  z.object({ kind: z.literal('withdrawn'), reason: z.string(), atMs: z.number() }),
])

function readRow(value: unknown): Question {
  const { id, question, asked_at_ms, deadline_ms, end } = rowShape.parse(value)
  return {
    id,
    ...questionShape.parse(JSON.parse(question)),
    askedAtMs: asked_at_ms,
    deadlineMs: deadline_ms,
    end: end === null ? null : endShape.parse(JSON.parse(end)),
  }
}
