import { expect, test } from 'vitest'
import { waitForUpdatersToEnd } from '../../../src/phases/update/index.ts'
import { createFakeUpdateHost, gateway } from '../../doubles/fake-update-host.ts'

const request = { runId: 'r1', gateway, idleLimitMs: 180_000, longestMs: 3_600_000 }

test('with no updater there is nothing to wait for', async () => {
  const host = createFakeUpdateHost('2026.9.4')
  expect(await waitForUpdatersToEnd(host.world, request)).toEqual({ kind: 'none' })
  expect(host.clock.monotonicMs()).toBe(0)
})

test('an updater at work is awaited, and so is the one that follows it at once', async () => {
  const host = createFakeUpdateHost('2026.9.4')
  host.addUpdater(700, 500)
  host.clock.at(60_500, () => host.removeProcess(700))
  host.clock.at(62_500, () => host.addUpdater(701, 500))
  host.clock.at(90_500, () => host.removeProcess(701))
  const end = await waitForUpdatersToEnd(host.world, request)
  expect(end.kind).toBe('ended')
  expect(host.clock.monotonicMs()).toBeGreaterThan(90_500)
  expect(host.done).toEqual([])
})

test('a job of this run counts, whatever its command line says', async () => {
  const host = createFakeUpdateHost('2026.9.4')
  host.addUpdater(900, 500)
  for (const process of host.processes) Object.assign(process, { argv: ['/bin/sh'] })
  host.jobs.set('moltd-update-r1-doctor', { kind: 'running', pids: [900] })
  host.clock.at(30_500, () => {
    host.removeProcess(900)
    host.jobs.set('moltd-update-r1-doctor', { kind: 'ended', exitStatus: 0 })
  })
  expect((await waitForUpdatersToEnd(host.world, request)).kind).toBe('ended')
  expect(host.clock.monotonicMs()).toBeGreaterThan(30_500)
})

test('one that hangs is ended, and its jobs with it', async () => {
  const host = createFakeUpdateHost('2026.9.4')
  host.addUpdater(700, 1)
  expect((await waitForUpdatersToEnd(host.world, request)).kind).toBe('hung-and-ended')
  expect(host.done[0]).toBe('SIGTERM 700')
})

test('one that ignores SIGTERM is killed after ten seconds', async () => {
  const host = createFakeUpdateHost('2026.9.4')
  host.addUpdater(700, 1)
  const sent: { signal: string; atMs: number }[] = []
  host.world.processes.signal = async ({ pid }, signal) => {
    sent.push({ signal, atMs: host.clock.monotonicMs() })
    if (signal === 'SIGKILL') host.removeProcess(pid)
    return true
  }
  expect((await waitForUpdatersToEnd(host.world, request)).kind).toBe('hung-and-ended')
  expect(sent.map(({ signal }) => signal)).toEqual(['SIGTERM', 'SIGKILL'])
  expect((sent[1]?.atMs ?? 0) - (sent[0]?.atMs ?? 0)).toBeGreaterThanOrEqual(10_000)
})

test('one that cannot be ended is said to be alive', async () => {
  const host = createFakeUpdateHost('2026.9.4')
  host.addUpdater(700, 1)
  host.world.processes.signal = async () => true
  expect(await waitForUpdatersToEnd(host.world, request)).toMatchObject({ kind: 'still-alive', pids: [700] })
})
