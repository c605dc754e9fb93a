import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { conductRun, recoverRuns } from '../../src/phases/conduct-run.ts'
import type { WaySettings } from '../../src/phases/way.ts'
import { expectClean } from './expect-clean.ts'
import { addCheckThatFailsOn, addExecutable } from './failing-check.ts'
import { createVirtualHost, newVersion, oldVersion, type VirtualHost } from './virtual-host.ts'
import { type Cut, PowerCut, startMoltd } from './virtual-moltd.ts'

const never = new AbortController().signal
const log = (name: string) =>
  `echo "${name}: $MOLTD_WHEN $MOLTD_FROM $MOLTD_TO $MOLTD_VERDICT" >>"$HOME/hooks.log"`

/** Of the last run. */
let writes = 0

async function setUp(): Promise<VirtualHost> {
  const host = createVirtualHost()
  await host.start()
  for (const name of ['updated.d/10-one', 'updated.d/20-two', 'rolled-back.d/10-back'])
    addExecutable(host, name, log(name))
  return host
}

async function update(host: VirtualHost, options: { cut?: Cut; settings?: Partial<WaySettings> } = {}) {
  const moltd = startMoltd(host, options)
  try {
    return await conductRun(moltd.way, { trigger: 'manual', dryRun: false }, never)
  } finally {
    writes = moltd.writes()
    moltd.close()
  }
}

function linesOf({ home }: VirtualHost): string[] {
  const path = join(home, 'hooks.log')
  return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : []
}

test('after an update its hooks run, in order, and are told what happened', async () => {
  const host = await setUp()
  onTestFinished(() => host.remove())
  const report = await update(host)
  expect(linesOf(host)).toEqual([
    `updated.d/10-one: updated ${oldVersion} ${newVersion} well`,
    `updated.d/20-two: updated ${oldVersion} ${newVersion} well`,
  ])
  expect(report.hooks?.map(({ name, answer }) => [name, answer])).toEqual([
    ['updated.d/10-one', 'pass'],
    ['updated.d/20-two', 'pass'],
  ])
})

test('after a rollback the other hooks run, with the evidence named', async () => {
  const host = await setUp()
  onTestFinished(() => host.remove())
  addCheckThatFailsOn(host, newVersion)
  addExecutable(
    host,
    'rolled-back.d/20-evidence',
    '[ -d "$MOLTD_EVIDENCE" ]; echo "$MOLTD_OUTCOME: $MOLTD_REASON"',
  )
  const report = await update(host)
  expect(report.outcome).toBe('rolled-back')
  expect(linesOf(host)).toEqual([`rolled-back.d/10-back: rolled-back ${newVersion} ${oldVersion} ill`])
  expect(report.hooks?.at(-1)).toMatchObject({
    answer: 'pass',
    evidence: expect.stringContaining('rolled-back: rolled back to'),
  })
})

test('a hook that fails, hangs or does not start is said, and the outcome stays what it is', async () => {
  const host = await setUp()
  onTestFinished(() => host.remove())
  addExecutable(host, 'updated.d/05-bad', 'echo "token=abcdefgh12345678 is wrong"; exit 3')
  addExecutable(host, 'updated.d/06-hangs', 'sleep 60')
  const report = await update(host, { settings: { checkTimeoutMs: 300 } })
  expect(report.outcome).toBe('updated')
  expect(report.hooks).toMatchObject([
    {
      name: 'updated.d/05-bad',
      answer: 'fail',
      reason: 'your hook updated.d/05-bad ended with 3: token=[redacted] is wrong',
    },
    { name: 'updated.d/06-hangs', answer: 'fail', reason: expect.stringContaining('took longer than 0.3 s') },
    { answer: 'pass' },
    { answer: 'pass' },
  ])
})

test('a dry run, and a run that changes nothing, run no hooks', async () => {
  const host = await setUp()
  onTestFinished(() => host.remove())
  const moltd = startMoltd(host)
  onTestFinished(() => moltd.close())
  await conductRun(moltd.way, { trigger: 'manual', dryRun: true }, never)
  expect(linesOf(host)).toEqual([])
})

test('moltd dies at any write while hooks run: each began at most once, and the outcome that they told is the one of the run', {
  timeout: 120_000,
}, async () => {
  const trial = await setUp()
  await update(trial)
  trial.remove()
  // from before the first hook (its phase, its step, its end, what came of it) to the end of the run
  const total = writes
  const first = total - 13
  for (let atWrite = first; atWrite <= total; atWrite += 1) {
    for (const when of ['before', 'after'] as const) {
      const host = await setUp()
      await expect(update(host, { cut: { atWrite, when } })).rejects.toThrow(PowerCut)
      const told = linesOf(host).length
      const moltd = startMoltd(host)
      const [report] = await recoverRuns(moltd.way, never)
      moltd.close()
      const lines = linesOf(host)
      expect(new Set(lines).size, `write ${atWrite} ${when}`).toBe(lines.length)
      expect(lines.length).toBeGreaterThanOrEqual(told)
      if (report !== undefined) expect(report).toMatchObject({ outcome: 'updated' })
      const cutOff = report?.hooks?.filter(({ reason }) => reason.includes('was cut off')).length ?? 0
      if (report !== undefined) expect(report.hooks?.length).toBe(2)
      expect(lines.length + cutOff).toBeGreaterThanOrEqual(2)
      expectClean(host)
      host.remove()
    }
  }
})
