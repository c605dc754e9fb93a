import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openSqliteQuestions } from '../../src/adapters/sqlite-questions.ts'
import type { NewQuestion, Questions } from '../../src/ports/questions.ts'
import { scratchRoot } from '../doubles/scratch-root.ts'

const question: NewQuestion = {
  id: 'run-1',
  text: '2026.9.6 serves, and nobody can say how well',
  choices: ['keep', 'rollback'],
  otherwise: 'rollback',
  askedAtMs: 1_000,
  deadlineMs: 61_000,
}

function open(): () => Questions {
  const folder = mkdtempSync(join(scratchRoot, 'moltd-questions-'))
  const opened: { close(): void }[] = []
  onTestFinished(() => {
    for (const each of opened) each.close()
    rmSync(folder, { recursive: true })
  })
  return () => {
    const questions = openSqliteQuestions(join(folder, 'journal.sqlite'))
    opened.push(questions)
    return questions
  }
}

test('a question is open for every process until it ends', () => {
  const process = open()
  expect(process().ask(question)).toEqual({ ...question, end: null })
  expect(process().listOpen()).toEqual([{ ...question, end: null }])
  expect(process().read('run-1')).toEqual({ ...question, end: null })
  expect(process().read('run-2')).toBeNull()
})

test('the first answer counts, with who and when; a second one is told so', () => {
  const process = open()
  const [one, two] = [process(), process()]
  one.ask(question)
  const first = { choice: 'keep', by: 'ann, at the terminal', atMs: 2_000 } as const
  expect(one.answer('run-1', first)).toEqual({
    kind: 'taken',
    question: { ...question, end: { kind: 'answered', ...first } },
  })
  expect(two.answer('run-1', { choice: 'rollback', by: 'bob', atMs: 2_001 })).toMatchObject({
    kind: 'ended',
    question: { end: first },
  })
  expect(two.end('run-1', { kind: 'overdue', choice: 'rollback', atMs: 61_000 })?.end).toMatchObject(first)
  expect(one.listOpen()).toEqual([])
})

test('an answer after the deadline is too late, also when nobody is there to say so', () => {
  const questions = open()()
  questions.ask(question)
  expect(questions.answer('run-1', { choice: 'keep', by: 'ann', atMs: 61_000 }).kind).toBe('late')
  expect(questions.read('run-1')?.end).toBeNull()
})

test('what is not asked, or no choice, is not taken', () => {
  const questions = open()()
  questions.ask({ ...question, choices: ['rollback'] })
  expect(questions.answer('run-2', { choice: 'keep', by: 'ann', atMs: 2_000 })).toEqual({ kind: 'unknown' })
  expect(questions.answer('run-1', { choice: 'keep', by: 'ann', atMs: 2_000 }).kind).toBe('not-a-choice')
})

test('asked again after a death, a question keeps its deadline and its answer', () => {
  const questions = open()()
  questions.ask(question)
  const later = { ...question, askedAtMs: 50_000, deadlineMs: 110_000 }
  expect(questions.ask(later)).toEqual({ ...question, end: null })
  questions.answer('run-1', { choice: 'keep', by: 'ann', atMs: 51_000 })
  expect(questions.ask(later).end).toMatchObject({ choice: 'keep' })
})

test('asked again after it was withdrawn, it is open again until its first deadline', () => {
  const questions = open()()
  questions.ask(question)
  questions.end('run-1', { kind: 'withdrawn', reason: 'well by itself', atMs: 3_000 })
  expect(questions.listOpen()).toEqual([])
  expect(questions.ask({ ...question, deadlineMs: 900_000 })).toEqual({ ...question, end: null })
})
