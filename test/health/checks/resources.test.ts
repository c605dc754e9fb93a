import { expect, test } from 'vitest'
import { eventLoop } from '../../../src/health/checks/event-loop.ts'
import { resources } from '../../../src/health/checks/resources.ts'
import { createFakeUpdateHost } from '../../doubles/fake-update-host.ts'
import { askCheck } from '../ask-check.ts'

const megabyte = 1_000_000
const facts = { residentBytes: 400 * megabyte, cores: 0.05 }

function soaked(at: (seconds: number) => { megabytes: number; cpuSeconds: number }) {
  const samples = Array.from({ length: 31 }, (_, index) => {
    const { megabytes, cpuSeconds } = at(index * 2)
    return { ageMs: 20_000 + index * 2000, cpuMs: cpuSeconds * 1000, residentBytes: megabytes * megabyte }
  })
  return { question: { soaked: samples } }
}

test.each<[string, (seconds: number) => { megabytes: number; cpuSeconds: number }, object]>([
  ['is steady', seconds => ({ megabytes: 600, cpuSeconds: 15 + seconds * 0.02 }), { answer: 'pass' }],
  [
    'grows while it starts, and no more',
    seconds => ({ megabytes: Math.min(600, 400 + seconds * 10), cpuSeconds: Math.min(30, seconds) }),
    { answer: 'pass' },
  ],
  [
    'grows and grows',
    seconds => ({ megabytes: 600 + seconds, cpuSeconds: 15 }),
    { answer: 'fail', code: 'memory-grows', reason: 'memory grows by 60 MB a minute, and is 660 MB' },
  ],
  [
    'never rests',
    seconds => ({ megabytes: 500, cpuSeconds: 15 + seconds }),
    { answer: 'fail', code: 'cpu-busy' },
  ],
])('a gateway that %s', async (_, at, expected) => {
  expect(await askCheck(resources, { ...soaked(at), facts })).toMatchObject(expected)
})

test('a soak of a few seconds shows no slope', async () => {
  expect(await askCheck(resources, { question: { soaked: [] }, facts })).toMatchObject({ answer: 'unknown' })
})

test('the baseline is what it uses now', async () => {
  const host = createFakeUpdateHost('2026.9.5')
  const sample = async () => ({ ageMs: 1_000_000, cpuMs: 50_000, residentBytes: 400 * megabyte })
  const processes = { ...host.world.processes, sample }
  expect(await askCheck(resources, { world: { processes } })).toMatchObject({ answer: 'pass', facts })
})

const answering = (eventLoopNow: object | null, latencyMs: number) => {
  const { clock } = createFakeUpdateHost('2026.9.6').world
  const ready = JSON.stringify({ ready: true, failing: [], eventLoop: eventLoopNow })
  const get = async (url: string) => {
    if (url.endsWith('/healthz')) await clock.sleep(latencyMs)
    return { kind: 'answer', status: 200, body: ready } as const
  }
  return { world: { clock, http: { get } } }
}
const calm = { degraded: false, reasons: [], delayP99Ms: 20 }

test.each([
  ['pass', answering(calm, 5)],
  ['pass', answering(null, 400)],
  ['fail', answering(null, 900)],
  ['fail', answering({ ...calm, degraded: true, reasons: ['cpu'] }, 5)],
])('latency and the event loop’s own word: %s', async (answer, world) => {
  expect(await askCheck(eventLoop, { ...world, facts: { latencyMs: 10 } })).toMatchObject({ answer })
})
