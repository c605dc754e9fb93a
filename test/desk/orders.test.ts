import { expect, test } from 'vitest'
import type { Report } from '../../src/notify/report.ts'
import { rolledBack, sampleReport, updated } from '../notify/sample-reports.ts'
import { ann, buttonOf, ill, labelsOf, nowMs, outlookOf, playDesk, well } from './play-desk.ts'

const integrity = `sha512-${'Ab+/'.repeat(21)}==`
const bound = integrity.slice(0, 31)
const by = '--by=discord: Ann (11111111111111111)'
const waits = sampleReport('awaiting-approval', {
  trigger: 'schedule',
  offer: { version: '2026.9.6', integrity },
})
const cured: Report = {
  ...rolledBack,
  suggestedRemedy: {
    id: 'bind-loopback',
    title: 'bind the gateway to loopback',
    reason: 'r',
    changes: ['gateway.bind: tailnet → loopback'],
    because: 'b',
    to: '2026.9.6',
    command: 'c',
  },
}
const asking: Report = {
  ...updated,
  outcome: 'awaiting-approval',
  question: {
    id: updated.runId,
    text: 'nobody can tell',
    choices: ['keep', 'rollback'],
    otherwise: 'rollback',
    deadline: '2026-11-22T08:00:00Z',
    end: null,
  },
}
const later = sampleReport('updated', { runId: '20261123-060003-abcd', to: '2026.9.6' })
const approvedWord = (words: readonly string[]) =>
  words[0] === 'approve' ? well({ approval: { deadlineMs: nowMs + 86_400_000 } }) : null

test('approve is bound to version and package, says until when, and shows who did it', async () => {
  const desk = playDesk({ outlook: outlookOf(waits), answers: approvedWord })
  const { text, rewrite } = await desk.press(buttonOf(waits, 'approve'))
  expect(desk.asked[1]).toEqual(['approve', '2026.9.6', `--integrity=${bound}`, by, '--json'])
  expect(text).toContain('2026.9.6 is approved')
  expect(text).toContain(`<t:${nowMs / 1000 + 86_400}:R>`)
  expect(JSON.stringify(rewrite)).toContain(`approved by Ann <t:${nowMs / 1000}:R>`)
  expect(labelsOf(rewrite?.message)).toEqual(['Update now'])
})

test('an approval of what is no longer on offer is void, and says so', async () => {
  const refusal = ill('E_APPROVAL', 'cannot approve: another package is offered as 2026.9.6 now')
  const desk = playDesk({
    outlook: outlookOf(waits),
    answers: words => (words[0] === 'approve' ? refusal : null),
  })
  const { text, rewrite } = await desk.press(buttonOf(waits, 'approve'))
  expect(text).toContain('counts for nothing')
  expect(text).toContain('another package is offered')
  expect(rewrite?.message).toEqual({ components: [] })
})

test('a second yes, by whoever, changes nothing and names the first', async () => {
  const approval = {
    version: '2026.9.6',
    integrity,
    by: 'discord: Bob (1)',
    deadlineMs: nowMs + 1000,
    isOver: false,
  }
  const desk = playDesk({ outlook: outlookOf(waits, { approval }) })
  expect((await desk.press(buttonOf(waits, 'approve'))).text).toContain(
    'approved already, by discord: Bob (1)',
  )
  expect(desk.asked.map(([word]) => word)).toEqual(['about'])
  const over = playDesk({
    outlook: outlookOf(waits, { approval: { ...approval, isOver: true } }),
    answers: approvedWord,
  })
  expect((await over.press(buttonOf(waits, 'approve'))).text).toContain('is approved')
})

test('two people at once are heard one after the other', async () => {
  let approval: ReturnType<typeof outlookOf>['approval'] = null
  const desk = playDesk({
    answers: words => {
      if (words[0] === 'about') return well(JSON.parse(JSON.stringify(outlookOf(waits, { approval }))))
      approval = { version: '2026.9.6', integrity, by: 'Ann', deadlineMs: nowMs + 1000, isOver: false }
      return approvedWord(words)
    },
  })
  const bob = { id: ann.id, name: 'Bob', roleIds: [] }
  const said = await Promise.all([
    desk.press(buttonOf(waits, 'approve')),
    desk.press(buttonOf(waits, 'approve'), { person: bob }),
  ])
  expect(said.map(({ text }) => text.includes('is approved already'))).toEqual([false, true])
  expect(desk.asked.filter(([word]) => word === 'approve').length).toBe(1)
})

test('what is skipped is not approved by the way', async () => {
  const desk = playDesk({ outlook: outlookOf(waits, { isSkipped: true }) })
  expect((await desk.press(buttonOf(waits, 'approve'))).text).toContain('is skipped')
  expect(desk.asked.length).toBe(1)
})

test('update now takes the approved package or none', async () => {
  const desk = playDesk({ outlook: outlookOf(waits) })
  const { text, rewrite } = await desk.press(buttonOf(waits, 'update-now'))
  expect(desk.begun).toEqual([
    ['run', '--yes', '--to=2026.9.6', `--integrity=${bound}`, '--trigger=discord', by],
  ])
  expect(text).toContain('Started')
  expect(labelsOf(rewrite?.message)).toEqual([])
})

test('later does nothing, and leaves the other buttons', async () => {
  const desk = playDesk({ outlook: outlookOf(waits) })
  const { rewrite, text } = await desk.press(buttonOf(waits, 'later'))
  expect(text).toContain('nothing was done')
  expect(labelsOf(rewrite?.message)).toEqual(['Approve', 'Skip this version'])
  expect(desk.asked.length).toBe(1)
})

test('skip leaves the version out, and can be taken back', async () => {
  const desk = playDesk({ outlook: outlookOf(waits) })
  const { rewrite } = await desk.press(buttonOf(waits, 'skip'))
  expect(desk.asked[1]).toEqual(['skip', '2026.9.6', by])
  expect(labelsOf(rewrite?.message)).toEqual(['Take it after all'])
  const back = await desk.press(buttonOf(waits, 'unskip'))
  expect(desk.asked[3]).toEqual(['unskip', '2026.9.6', by])
  expect(labelsOf(back.rewrite?.message)).toEqual(['Approve', 'Later', 'Skip this version'])
})

test.each(['approve', 'later', 'skip', 'update-now'] as const)(
  '%s on a version that is installed meanwhile does nothing, and the buttons go',
  async kind => {
    const desk = playDesk({ outlook: outlookOf(waits, { later }) })
    const { text, rewrite } = await desk.press(buttonOf(waits, kind))
    expect(text).toContain('Things have moved on since this message: Updated 2026.9.5 → 2026.9.6')
    expect(rewrite?.message).toEqual({ components: [] })
    expect([desk.asked.length, desk.begun]).toEqual([1, []])
  },
)

test.each([
  ['update-now', waits],
  ['cure', cured],
  ['try-again', rolledBack],
  ['ask-rollback', updated],
] as const)('%s while moltd is at work does nothing, and says when to press again', async (kind, report) => {
  const desk = playDesk({ outlook: outlookOf(report, { atWork: true }) })
  const { text, rewrite } = await desk.press(buttonOf(report, kind))
  expect(text).toContain('press again when that has ended')
  expect([rewrite, desk.begun]).toEqual([undefined, []])
})

test.each([
  ['cure', cured],
  ['try-again', rolledBack],
  ['ask-rollback', updated],
] as const)('%s does nothing when another run has touched the gateway since', async (kind, report) => {
  const desk = playDesk({ outlook: outlookOf(report, { later }) })
  expect((await desk.press(buttonOf(report, kind))).text).toContain('moved on')
  expect(desk.begun).toEqual([])
})

test('what could not be started is told, and the button stays', async () => {
  const desk = playDesk({
    outlook: outlookOf(rolledBack),
    begins: 'what was ordered here before is still at work',
  })
  const { text, rewrite } = await desk.press(buttonOf(rolledBack, 'try-again'))
  expect(text).toContain('could not be started: what was ordered here before')
  expect(rewrite).toBeUndefined()
})

test('a rollback asks once more, and says exactly what goes back, what is set aside and what stays', async () => {
  const desk = playDesk({ outlook: outlookOf(updated) })
  const { answer, text } = await desk.press(buttonOf(updated, 'ask-rollback'), {
    messageId: '77777777777777777',
  })
  expect(answer?.sight).toBe('private')
  expect(text).toContain('Roll back 2026.9.6 → 2026.9.5?')
  for (const word of ['Goes back', 'Is set aside', 'Stays', '712 MB', updated.recoveryPoint?.id ?? '?'])
    expect(text).toContain(word)
  expect(labelsOf(answer?.message)).toEqual(['Yes, roll back', 'Leave it as it is'])
  expect(desk.begun).toEqual([])

  const [row] = answer?.message.components ?? []
  const [yes] = row !== undefined && 'components' in row ? row.components : []
  const id = yes !== undefined && 'custom_id' in yes ? yes.custom_id : ''
  const second = await desk.press(id, { messageId: '88888888888888888' })
  expect(desk.begun).toEqual([['rollback', updated.recoveryPoint?.id, '--trigger=discord', by]])
  // In the place of the question, and on the message that everybody sees.
  expect(second.said.map(({ kind }) => kind)).toEqual(['rewrite', 'rewrite', 'rewrite'])
  expect(second.rewrite?.messageId).toBe('77777777777777777')
  expect(JSON.stringify(second.rewrite?.message)).toContain('rollback started by Ann')
  expect(labelsOf(second.rewrite?.message)).toEqual(['Details'])
})

test('a rollback whose recovery point is gone, or became another one, does nothing', async () => {
  const gone = playDesk({ outlook: outlookOf(updated, { point: null }) })
  expect((await gone.press(buttonOf(updated, 'ask-rollback'))).text).toContain('no longer there')
  const id = `moltd1 roll-back ${updated.runId} other-point `
  const other = playDesk({ outlook: outlookOf(updated) })
  expect((await other.press(id)).text).toContain('no longer there')
  expect(other.begun).toEqual([])
})

test('the cure and the update go in one run', async () => {
  const desk = playDesk({ outlook: outlookOf(cured) })
  await desk.press(buttonOf(cured, 'cure'))
  expect(desk.begun).toEqual([
    ['remedy', 'apply', 'bind-loopback', '--update', '--to=2026.9.6', '--yes', '--trigger=discord', by],
  ])
})

test('release lets runs take the version again; what is not in quarantine is not released', async () => {
  const desk = playDesk({ outlook: outlookOf(rolledBack) })
  const { rewrite } = await desk.press(buttonOf(rolledBack, 'release'))
  expect(desk.asked[1]).toEqual(['quarantine', 'release', '2026.9.6', by])
  expect(labelsOf(rewrite?.message)).toEqual(['Try again', 'Details'])
  const free = playDesk({ outlook: outlookOf(rolledBack, { isQuarantined: false }) })
  expect((await free.press(buttonOf(rolledBack, 'release'))).text).toContain('not in quarantine')
  expect(free.asked.length).toBe(1)
})

test('what a run asks is answered, and the message says by whom', async () => {
  const desk = playDesk({ outlook: outlookOf(asking) })
  const { text, rewrite } = await desk.press(buttonOf(asking, 'keep'))
  expect(desk.asked[1]).toEqual(['answer', updated.runId, 'keep', by, '--json'])
  expect(text).toContain('the new version stays')
  expect(rewrite?.message.content).toContain('Keep 2026.9.6, or go back to 2026.9.5?')
  expect(JSON.stringify(rewrite)).toContain('kept, says Ann')
})

test('a question that has ended is not answered again: the first answer, or the deadline, is named', async () => {
  for (const [end, said] of [
    [
      { kind: 'answered', by: 'bob at the terminal', choice: 'keep' },
      'bob at the terminal has answered already: keep',
    ],
    [{ kind: 'overdue', by: null, choice: 'rollback' }, 'Nobody waits for this answer any more'],
  ] as const) {
    const desk = playDesk({
      outlook: outlookOf({ ...updated, question: asking.question ?? null }, { questionEnd: end }),
    })
    const { text, rewrite } = await desk.press(buttonOf(asking, 'take-back'))
    expect(text).toContain(said)
    expect(rewrite?.message).toEqual({ components: [] })
    expect(desk.asked.length).toBe(1)
  }
})

test('an answer that comes in the same moment as another one is told that it lost', async () => {
  const desk = playDesk({
    outlook: outlookOf(asking),
    answers: words =>
      words[0] === 'answer' ? ill('E_QUESTION_ENDED', 'bob answered it already: keep') : null,
  })
  expect((await desk.press(buttonOf(asking, 'take-back'))).text).toContain('bob answered it already')
})

test('details are for the one who asks', async () => {
  const desk = playDesk({ outlook: outlookOf(updated) })
  const { answer, text } = await desk.press(buttonOf(updated, 'details'))
  expect(answer?.sight).toBe('private')
  expect(text).toContain('The way')
})

test.each([
  ['run', {}, ['run', '--yes', '--trigger=discord', by]],
  ['run', { version: '2026.9.4' }, ['run', '--yes', '--to=2026.9.4', '--trigger=discord', by]],
  ['run', { version: '--config=/x' }, ['run', '--yes', '--to=--config=/x', '--trigger=discord', by]],
] as const)('/moltd %s %j begins a run in public', async (name, options, words) => {
  const desk = playDesk()
  const { answer, text } = await desk.command(name, options)
  expect(desk.begun).toEqual([words])
  expect(answer?.sight).toBe('public')
  expect(text).toContain('Ann started a run')
})

test('/moltd hold holds for a while, with the reason, and ends it', async () => {
  const desk = playDesk()
  expect((await desk.command('hold', { for: '3d', reason: 'a fair @everyone' })).answer?.sight).toBe('public')
  await desk.command('hold')
  await desk.command('hold', { for: 'end' })
  await desk.command('hold', { for: 'ever' })
  expect(desk.asked).toEqual([
    ['hold', '--until=2026-11-25T06:00:00.000Z', '--reason=a fair @everyone', by],
    ['hold', by],
    ['unhold', by],
  ])
})

test('/moltd rollback asks about the newest run that touched the gateway', async () => {
  const desk = playDesk({ outlook: outlookOf(updated) })
  const { answer } = await desk.command('rollback')
  expect(desk.asked).toEqual([['about', '--json']])
  expect(labelsOf(answer?.message)).toEqual(['Yes, roll back', 'Leave it as it is'])
  const back = playDesk({ outlook: outlookOf(rolledBack) })
  expect((await back.command('rollback')).text).toContain('no update to take back')
  const never = playDesk({ outlook: ill('E_RUN_UNKNOWN', 'none') })
  expect((await never.command('rollback')).text).toContain('no update to take back')
})
