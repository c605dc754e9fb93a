import { expect, onTestFinished, test } from 'vitest'
import { conductRun } from '../../src/phases/conduct-run.ts'
import { readNotes } from '../../src/phases/notes.ts'
import type { WaySettings } from '../../src/phases/way.ts'
import { addCheckThatAnswers, addExecutable } from './failing-check.ts'
import { createVirtualHost, newVersion, oldVersion, type VirtualHost } from './virtual-host.ts'
import { startMoltd } from './virtual-moltd.ts'

const never = new AbortController().signal

async function setUp(): Promise<VirtualHost> {
  const host = createVirtualHost()
  onTestFinished(() => host.remove())
  await host.start()
  return host
}

async function update(host: VirtualHost, settings: Partial<WaySettings> = {}) {
  const moltd = startMoltd(host, { settings })
  const report = await conductRun(moltd.way, { trigger: 'manual', dryRun: false }, never)
  const notes = readNotes(moltd.way.engine.journal.readRun(report.runId)?.notes ?? {})
  moltd.close()
  return { report, notes }
}

test('a check that fails once, late, does not take the update back', async () => {
  const host = await setUp()
  addCheckThatAnswers(host, [0, 1, 0])
  const { report, notes } = await update(host)
  expect(report).toMatchObject({ outcome: 'updated', verdict: { kind: 'well' } })
  expect(report.verdict?.reason).toContain('in 1 of the last 2 looks')
  expect(notes.looks?.map(({ answers }) => answers['required.d/scripted'])).toEqual(['pass', 'fail', 'pass'])
})

test('a first failure after all patience is looked at once more, and passes', async () => {
  const host = await setUp()
  addCheckThatAnswers(host, [0, 1, 0])
  const { report } = await update(host, { settleMs: 0 })
  expect(report).toMatchObject({ outcome: 'updated', verdict: { kind: 'well' } })
})

test('a check that needs its time to get well has it', async () => {
  const host = await setUp()
  addCheckThatAnswers(host, [1, 1, 75, 1, 0])
  expect((await update(host)).report).toMatchObject({ outcome: 'updated', verdict: { kind: 'well' } })
})

test('a check that goes on failing after the soak time takes the update back', async () => {
  const host = await setUp()
  addCheckThatAnswers(host, [0, 1])
  expect((await update(host)).report).toMatchObject({ outcome: 'rolled-back', verdict: { kind: 'ill' } })
  expect(host.served).toBe(oldVersion)
})

test('a check that came while the run was under way is only observed, once', async () => {
  const host = await setUp()
  host.clock.after(15_000, async () =>
    addExecutable(host, 'required.d/came-late', '[ "$MOLTD_WHEN" != after ]'),
  )
  const { report } = await update(host)
  expect(report).toMatchObject({ outcome: 'updated', to: newVersion })
  expect(report.verdict?.reason).toContain('only observed this time: your check required.d/came-late fails')
})

test('a gateway that the updater leaves stopped is started once, and judged then', async () => {
  const host = await setUp()
  const start = host.start
  let wasLeft = false
  host.start = async () => {
    if (host.versionOnDisk() === newVersion && !wasLeft) wasLeft = true
    else await start()
  }
  expect((await update(host)).report).toMatchObject({ outcome: 'updated', verdict: { kind: 'well' } })
  expect(host.served).toBe(newVersion)
})
