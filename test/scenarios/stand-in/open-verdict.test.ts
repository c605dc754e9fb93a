import { expect } from 'vitest'
import { spawnMoltd } from '../../cli/spawn-moltd.ts'
import { addCheckThatAnswers } from '../failing-check.ts'
import { expectNothingLeft, expectRolledBack, expectVersion, namesIn } from './expect-world.ts'
import { newVersion, type Stage, scenario } from './stage.ts'

const patient = { '*': { updaterPatienceMs: 1_500 } }
const asks = {
  settings: { settleMs: 20_000, inconclusive: { waitMs: 600_000, otherwise: 'rollback' } },
} as const

/** Runs until the run asks, and answers in a process of its own. */
async function runAndAnswer(stage: Stage, words: readonly string[]) {
  addCheckThatAnswers({ home: stage.home.home }, [75])
  let answered: ReturnType<typeof spawnMoltd> | null = null
  const report = await stage.runWithLateRow({
    ...asks,
    onTell: event => {
      if (event.kind === 'waiting' && event.text.startsWith('your word'))
        answered ??= spawnMoltd(stage.home.home, ['answer', ...words], { USER: 'ann' })
    },
  })
  return { report, answered: await answered }
}

scenario(
  'a release that nobody can judge stays when a person says keep, from another process',
  async ({ setStage }) => {
    const stage = await setStage()
    const { report, answered } = await runAndAnswer(stage, ['keep'])
    expect(answered).toMatchObject({ exitCode: 0, stdout: 'Taken: the new version stays.\n' })
    expect(report).toMatchObject({
      outcome: 'updated',
      verdict: { kind: 'inconclusive' },
      question: { end: { kind: 'answered', choice: 'keep', by: 'ann at the command line' } },
    })
    expect(namesIn(report.evidence ?? '')).toContain('checks.json')
    await expectVersion(stage, newVersion)
    expectNothingLeft(stage)
  },
)

scenario('a release that nobody can judge is taken back when a person says so', async ({ setStage }) => {
  const stage = await setStage()
  const { report } = await runAndAnswer(stage, ['rollback'])
  await expectRolledBack(stage, report, /ann at the command line said so/)
})

scenario(
  'a channel that is not ready for one look after the soak time does not take the release back',
  async ({ setStage }) => {
    const stage = await setStage({ orders: patient })
    let isSoaking = false
    let ordered: Promise<void> | null = null
    const report = await stage.runWithLateRow({
      settings: { settleMs: 300_000 },
      onTell: event => {
        if (event.kind !== 'waiting') return
        if (event.text.startsWith('the soak time')) {
          isSoaking = true
          ordered = stage.home.order({ ...patient, [newVersion]: { failing: ['discord'] } })
        } else if (isSoaking && event.text.startsWith('another look')) {
          ordered = stage.home.order(patient)
        }
      },
    })
    await ordered
    expect(report).toMatchObject({ outcome: 'updated', verdict: { kind: 'well' } })
    expect(report.verdict?.reason).toMatch(/the gateway says that it is ready.*in \d of the last \d looks/i)
  },
)
