import { expect, test } from 'vitest'
import { registerAnswer } from '../../src/cli/answer.ts'
import type { NewQuestion } from '../../src/ports/questions.ts'
import { openCli } from './play-command.ts'

const hourMs = 3_600_000

async function openWith(...ids: string[]) {
  const { run, openApp } = openCli([registerAnswer])
  const app = await openApp()
  const nowMs = app.world.clock.nowMs()
  for (const id of ids) app.questions.ask(question(id, nowMs))
  return { run, app, nowMs }
}

function question(id: string, askedAtMs: number): NewQuestion {
  const text = '2026.9.6 serves, and nobody can say how well'
  const deadlineMs = askedAtMs + hourMs
  return { id, text, choices: ['keep', 'rollback'], otherwise: 'rollback', askedAtMs, deadlineMs }
}

test('what is asked is listed with its deadline, what happens then, and the commands to answer it', async () => {
  const { run } = await openWith('20261122-060012-7kpm')
  const list = await run('answer')
  expect(list).toContain('20261122-060012-7kpm: 2026.9.6 serves')
  expect(list).toMatch(/until 20\d\d-.*, then: rollback/)
  expect(list).toContain('moltd answer 20261122-060012-7kpm keep')
})

test('with nothing asked, it says so, and the document is empty', async () => {
  const { run } = await openWith()
  expect(await run('answer')).toBe('Nothing is asked.')
  expect(await run('answer', '--json')).toBe('[]')
})

test('the only open question needs no id, and the answer has a name and a time', async () => {
  const { run, app } = await openWith('one')
  expect(await run('answer', 'keep')).toBe('Taken: the new version stays.')
  expect(app.questions.read('one')?.end).toMatchObject({
    kind: 'answered',
    choice: 'keep',
    by: expect.stringMatching(/at the command line$/),
  })
})

test('of several, one is named by the beginning of its id', async () => {
  const { run, app } = await openWith('one', 'two')
  await expect(run('answer', 'keep')).rejects.toMatchObject({ code: 'E_QUESTION_UNKNOWN' })
  expect(JSON.parse(await run('answer', 'tw', 'rollback', '--json'))).toMatchObject({
    id: 'two',
    end: { kind: 'answered', choice: 'rollback', at: expect.stringMatching(/Z$/) },
  })
  expect(app.questions.listOpen().map(({ id }) => id)).toEqual(['one'])
})

test('an answer that comes second is told who was first', async () => {
  const { run, app, nowMs } = await openWith('one')
  app.questions.answer('one', { choice: 'rollback', by: 'ann on Discord', atMs: nowMs })
  await expect(run('answer', 'one', 'keep')).rejects.toMatchObject({
    code: 'E_QUESTION_ENDED',
    message: expect.stringContaining('ann on Discord answered it already: rollback'),
  })
})

test('words that are no answer, and questions that nobody asked, are refused', async () => {
  const { run } = await openWith('one')
  await expect(run('answer', 'yes')).rejects.toMatchObject({ code: 'E_USAGE' })
  await expect(run('answer', 'one', 'keep', 'it')).rejects.toMatchObject({ code: 'E_USAGE' })
  await expect(run('answer', 'six', 'keep')).rejects.toMatchObject({ code: 'E_QUESTION_UNKNOWN' })
})
