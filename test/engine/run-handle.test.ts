import { expect, test } from 'vitest'
import { Interrupted } from '../../src/engine/interrupted.ts'
import { openRun } from '../../src/engine/run-handle.ts'
import { journaled, type Step, undoable } from '../../src/engine/step.ts'
import { undoRun } from '../../src/engine/undo-run.ts'
import { engineParts, temporaryFolder } from './engine-fixture.ts'

const never = new AbortController().signal

function markStep(name: string, world: string[], fail = false): Step<string, { mark: string }, void> {
  return {
    name,
    summary: `mark ${name}`,
    timeoutMs: 5000,
    facts: journaled<{ mark: string }>(),
    plan: async mark => ({ mark }),
    do: async (_, { mark }) => {
      world.push(mark)
      if (fail) throw new Error('half done')
    },
    undo: async ({ mark }) => {
      const at = world.indexOf(mark)
      if (at >= 0) world.splice(at, 1)
    },
  }
}

test('a step is "doing" in the journal, with its facts, before its effect happens', async () => {
  const parts = engineParts(temporaryFolder())
  parts.journal.beginRun({ id: 'r', trigger: 'manual', atMs: 1 })
  const run = openRun(parts, 'r', never)
  const seen: unknown[] = []
  const step = markStep('look', [])
  await run.step('check', { ...step, do: async () => void seen.push(...parts.journal.stepsOf('r')) }, 'mine')
  expect(seen).toMatchObject([{ name: 'look', status: 'doing', facts: { mark: 'mine' } }])
  expect(parts.journal.stepsOf('r')).toMatchObject([{ name: 'look', status: 'done' }])
})

test('every step ever started is undone, last first, also the one that failed half way', async () => {
  const parts = engineParts(temporaryFolder())
  parts.journal.beginRun({ id: 'r', trigger: 'manual', atMs: 1 })
  const run = openRun(parts, 'r', never)
  const world: string[] = []
  const steps = [markStep('one', world), markStep('two', world), markStep('three', world, true)] as const
  await run.step('snapshot', steps[0], 'a')
  await run.step('snapshot', steps[1], 'b')
  await expect(run.step('update', steps[2], 'c')).rejects.toThrow('half done')
  expect(world).toEqual(['a', 'b', 'c'])

  const order: string[] = []
  const catalogue = steps.map(undoable).map(entry => ({
    ...entry,
    undo: async (facts: unknown) => {
      order.push(entry.name)
      await entry.undo?.(facts)
    },
  }))
  await undoRun(parts, 'r', catalogue)
  expect(order).toEqual(['three', 'two', 'one'])
  expect(world).toEqual([])
  expect(parts.journal.stepsOf('r').map(entry => entry.status)).toEqual(['undone', 'undone', 'undone'])
})

test('undoing again after a crash passes over what is undone', async () => {
  const parts = engineParts(temporaryFolder())
  parts.journal.beginRun({ id: 'r', trigger: 'manual', atMs: 1 })
  const run = openRun(parts, 'r', never)
  const world: string[] = []
  await run.step('snapshot', markStep('one', world), 'a')
  await run.step('snapshot', markStep('two', world), 'b')
  const undone: string[] = []
  const catalogue = (failing: string) =>
    ['one', 'two'].map(name => ({
      name,
      summary: name,
      undo: async () => {
        if (name === failing) throw new Error('the plug was pulled')
        undone.push(name)
      },
    }))
  await expect(undoRun(parts, 'r', catalogue('one'))).rejects.toMatchObject({ code: 'E_UNDO_FAILED' })
  await undoRun(parts, 'r', catalogue('none'))
  expect(undone).toEqual(['two', 'one'])
})

test('a resumed step goes on from the facts that were written down, not from new ones', async () => {
  const parts = engineParts(temporaryFolder())
  parts.journal.beginRun({ id: 'r', trigger: 'manual', atMs: 1 })
  const run = openRun(parts, 'r', never)
  const world: string[] = []
  await expect(run.step('rollback', markStep('swap', world, true), 'first plan')).rejects.toThrow()
  await run.resumeStep('rollback', markStep('swap', world), 'second plan')
  expect(world).toEqual(['first plan', 'first plan'])
})

test('a stop request before a step leaves it undone and says so', async () => {
  const parts = engineParts(temporaryFolder())
  parts.journal.beginRun({ id: 'r', trigger: 'manual', atMs: 1 })
  const stop = new AbortController()
  const run = openRun(parts, 'r', stop.signal)
  stop.abort()
  await expect(run.step('check', markStep('one', []), 'a')).rejects.toBeInstanceOf(Interrupted)
  expect(parts.journal.stepsOf('r')).toEqual([])
})

test('a step that overruns its deadline is told to stop and fails with E_STEP_TIMEOUT', async () => {
  const parts = engineParts(temporaryFolder())
  parts.journal.beginRun({ id: 'r', trigger: 'manual', atMs: 1 })
  const run = openRun(parts, 'r', never)
  const slow: Step<null, object, void> = {
    name: 'slow',
    summary: 'take long',
    timeoutMs: 20,
    facts: journaled<object>(),
    plan: async () => ({}),
    do: async (_, __, signal) => parts.clock.sleep(60_000, signal),
    undo: { nothing: 'only waits' },
  }
  await expect(run.step('check', slow, null)).rejects.toMatchObject({ code: 'E_STEP_TIMEOUT' })
  expect(parts.journal.stepsOf('r')).toMatchObject([{ status: 'failed' }])
})
