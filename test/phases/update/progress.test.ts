import { expect, test } from 'vitest'
import { z } from 'zod'
import { beginProgress, followProgress, type Progress } from '../../../src/phases/update/progress.ts'
import { readAnswer } from '../../doubles/read-answer.ts'

const traceSchema = z
  .array(
    z.object({
      atMs: z.number(),
      workers: z.array(z.object({ pid: z.number(), cpuMs: z.number(), writtenBytes: z.number().nullable() })),
    }),
  )
  .min(2)

/** How an updater of 2026.8.2 really used CPU and disk. */
function readTrace(name: string) {
  return traceSchema.parse(JSON.parse(readAnswer(name))).map(sample => ({
    atMs: sample.atMs,
    signature: '',
    workers: sample.workers.map(worker => ({ ...worker, startTicks: 1 })),
  }))
}

function follow(samples: ReturnType<typeof readTrace>): Progress[] {
  const [first, ...rest] = samples
  if (first === undefined) return []
  const all = [beginProgress(first)]
  for (const sample of rest) all.push(followProgress(all.at(-1) ?? beginProgress(sample), sample))
  return all
}

test('the recorded updater that hung is seen to have stopped within half a minute of its last work', () => {
  const last = follow(readTrace('usage-2026.8.2-hung')).at(-1)
  expect(last?.lastMovedMs).toBeLessThan(100_000)
  expect(last?.windowStartedMs).toBeGreaterThan(280_000)
})

test('the recorded updater at work is never idle for fifteen seconds', () => {
  const samples = readTrace('usage-2026.8.2-at-work')
  const idle = follow(samples).map((progress, index) => (samples[index]?.atMs ?? 0) - progress.lastMovedMs)
  expect(Math.max(...idle)).toBeLessThan(15_000)
})

const worker = (cpuMs: number, writtenBytes: number | null, pid = 1) => ({
  pid,
  startTicks: 1,
  cpuMs,
  writtenBytes,
})
const start = beginProgress({ atMs: 0, signature: 'a', workers: [worker(0, 0)] })

test('a trickle over a long time is no progress', () => {
  let progress = start
  for (let second = 1; second <= 180; second += 1) {
    progress = followProgress(progress, {
      atMs: second * 1_000,
      signature: 'a',
      workers: [worker(second * 20, second * 500)],
    })
  }
  expect(progress.lastMovedMs).toBe(0)
})

test.each([
  ['CPU', { signature: 'a', workers: [worker(1_500, 0)] }],
  ['writes', { signature: 'a', workers: [worker(0, 1_000_000)] }],
  ['a new process at work', { signature: 'a', workers: [worker(0, 0), worker(1_500, null, 2)] }],
  ['a change that can be seen', { signature: 'b', workers: [worker(0, 0)] }],
])('%s is progress', (_, sample) => {
  expect(followProgress(start, { atMs: 5_000, ...sample }).lastMovedMs).toBe(5_000)
})

test('a process that ends is not counted backwards', () => {
  const busy = followProgress(start, { atMs: 1_000, signature: 'a', workers: [worker(900, 0)] })
  const gone = followProgress(busy, { atMs: 2_000, signature: 'a', workers: [] })
  expect(gone.lastMovedMs).toBe(0)
})
