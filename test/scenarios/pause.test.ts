import { expect, onTestFinished, test } from 'vitest'
import type { Report } from '../../src/notify/report.ts'
import { conductRun, recoverRuns } from '../../src/phases/conduct-run.ts'
import type { WaySettings } from '../../src/phases/way.ts'
import { MoltdError } from '../../src/ports/errors.ts'
import type { Questions } from '../../src/ports/questions.ts'
import { expectClean } from './expect-clean.ts'
import { addCheckThatAnswers } from './failing-check.ts'
import { createVirtualHost, newVersion, oldVersion, type VirtualHost } from './virtual-host.ts'
import { startMoltd } from './virtual-moltd.ts'

const minuteMs = 60_000
const never = new AbortController().signal
const inconclusive = { waitMs: 10 * minuteMs, otherwise: 'rollback' } as const
/** The updater takes 30 s, and nobody is asked before the settle time is over. */
const duringThePause = 5 * minuteMs

/** A host on which a required check cannot say anything after the update, unless it is told to say something else later. */
async function setUp(exitCodes: readonly number[] = [75]): Promise<VirtualHost> {
  const host = createVirtualHost()
  onTestFinished(() => host.remove())
  await host.start()
  host.addCronJob('from before')
  addCheckThatAnswers(host, exitCodes)
  return host
}

interface Life {
  settings?: Partial<WaySettings>
  signal?: AbortSignal
  /** Happens five minutes after the run began. */
  meanwhile?: (questions: Questions, nowMs: number) => void
}

function live(host: VirtualHost, { settings, signal = never, meanwhile }: Life = {}) {
  const announced: Report[] = []
  const moltd = startMoltd(host, {
    settings: { inconclusive, announce: async report => void announced.push(report), ...settings },
  })
  onTestFinished(() => moltd.close())
  if (meanwhile)
    host.clock.after(duringThePause, async () => meanwhile(moltd.way.questions, host.clock.nowMs()))
  return {
    moltd,
    announced,
    run: () => conductRun(moltd.way, { trigger: 'schedule', dryRun: false }, signal),
    recover: async () => (await recoverRuns(moltd.way, signal)).at(-1),
  }
}

const say = (choice: 'keep' | 'rollback') => (questions: Questions, atMs: number) => {
  const [open] = questions.listOpen()
  questions.answer(open?.id ?? '', { choice, by: 'ann', atMs })
}

test('what nobody can tell is asked, said once where reports are said, and kept when a person says so', async () => {
  const host = await setUp()
  const { run, announced } = live(host, { meanwhile: say('keep') })
  const report = await run()
  expect(announced).toMatchObject([
    {
      outcome: 'awaiting-approval',
      headline: expect.stringContaining('cannot say yet (exit 75)'),
      nextStep: expect.stringMatching(/moltd answer keep.*then: rollback/),
      question: { choices: ['keep', 'rollback'], otherwise: 'rollback', end: null },
    },
  ])
  expect(report).toMatchObject({
    outcome: 'updated',
    headline: expect.stringContaining(`${newVersion} stays, because ann said so`),
    verdict: { kind: 'inconclusive' },
    question: { end: { kind: 'answered', choice: 'keep', by: 'ann' } },
  })
  expect(report.durationMs).toBeLessThan(duringThePause + minuteMs)
  expect(host.served).toBe(newVersion)
  expectClean(host)
})

test('a person who says no takes everything back', async () => {
  const host = await setUp()
  const report = await live(host, { meanwhile: say('rollback') }).run()
  expect(report).toMatchObject({
    outcome: 'rolled-back',
    headline: expect.stringContaining('ann said so'),
    question: { end: { kind: 'answered', choice: 'rollback' } },
  })
  expect(host.served).toBe(oldVersion)
  expectClean(host)
})

test('when nobody answers, the deadline does what the config says: go back', async () => {
  const host = await setUp()
  const report = await live(host).run()
  expect(report).toMatchObject({
    outcome: 'rolled-back',
    headline: expect.stringContaining('nobody answered in time'),
    question: { end: { kind: 'overdue', choice: 'rollback' } },
  })
  expect(report.durationMs).toBeGreaterThan(10 * minuteMs)
  expect(report.durationMs).toBeLessThan(14 * minuteMs)
})

test('or keep', async () => {
  const host = await setUp()
  const settings = { inconclusive: { ...inconclusive, otherwise: 'keep' as const } }
  const report = await live(host, { settings }).run()
  expect(report).toMatchObject({ outcome: 'updated', question: { end: { kind: 'overdue', choice: 'keep' } } })
})

test('with no time to wait, nobody is asked', async () => {
  const host = await setUp()
  const settings = { inconclusive: { waitMs: 0, otherwise: 'keep' as const } }
  const { run, announced } = live(host, { settings })
  expect(await run()).toMatchObject({ outcome: 'updated', question: null })
  expect(announced).toEqual([])
})

test('what gets well by itself meanwhile is well, after the soak time, and the question is withdrawn', async () => {
  const host = await setUp([...Array(20).fill(75), 0])
  const report = await live(host).run()
  expect(report).toMatchObject({
    outcome: 'updated',
    verdict: { kind: 'well' },
    question: { end: { kind: 'withdrawn', choice: null } },
  })
  expect(report.durationMs).toBeLessThan(8 * minuteMs)
})

test('what falls ill meanwhile is rolled back, without waiting for anybody', async () => {
  const host = await setUp([...Array(20).fill(75), 1])
  const report = await live(host).run()
  expect(report).toMatchObject({
    outcome: 'rolled-back',
    verdict: { kind: 'ill' },
    question: { end: { kind: 'withdrawn' } },
  })
  expect(report.durationMs).toBeLessThan(8 * minuteMs)
})

test('a person at the terminal is asked right there, and asked no longer once somebody else has answered', async () => {
  const host = await setUp()
  const here = { askPerson: async () => ({ choice: 'keep', by: 'bob at the terminal' }) as const }
  expect(await live(host, { settings: here }).run()).toMatchObject({
    outcome: 'updated',
    question: { end: { by: 'bob at the terminal' } },
  })

  const other = await setUp()
  let wasTakenAway = false
  const silent: WaySettings['askPerson'] = (_, signal) =>
    new Promise(resolve => {
      signal.addEventListener('abort', () => {
        wasTakenAway = true
        resolve(null)
      })
    })
  const life = live(other, { settings: { askPerson: silent }, meanwhile: say('rollback') })
  expect(await life.run()).toMatchObject({ outcome: 'rolled-back', question: { end: { by: 'ann' } } })
  expect(wasTakenAway).toBe(true)
})

test('a stop request leaves the question open, and the recovery waits on, until the same deadline', async () => {
  const host = await setUp()
  const stop = new AbortController()
  const first = live(host, { signal: stop.signal, meanwhile: () => stop.abort(new Error('SIGTERM')) })
  await expect(first.run()).rejects.toThrow(expect.objectContaining({ code: 'E_INTERRUPTED' }))
  const [open] = first.moltd.way.questions.listOpen()
  expect(open?.end).toBeNull()

  const second = live(host)
  const report = await second.recover()
  expect(report).toMatchObject({ outcome: 'rolled-back', question: { end: { kind: 'overdue' } } })
  expect(second.moltd.way.questions.read(open?.id ?? '')?.deadlineMs).toBe(open?.deadlineMs)
  expect(Date.parse(report?.question?.end?.at ?? '')).toBe(open?.deadlineMs)
})

test('an answer that comes while moltd is dead counts', async () => {
  for (const choice of ['keep', 'rollback'] as const) {
    const host = await setUp()
    const stop = new AbortController()
    const first = live(host, { signal: stop.signal, meanwhile: () => stop.abort(new Error('SIGTERM')) })
    await expect(first.run()).rejects.toThrow(MoltdError)
    say(choice)(first.moltd.way.questions, host.clock.nowMs())
    const report = await live(host).recover()
    expect(report?.outcome).toBe(choice === 'keep' ? 'updated' : 'rolled-back')
    expect(report?.question?.end).toMatchObject({ kind: 'answered', choice, by: 'ann' })
    expectClean(host)
  }
})
