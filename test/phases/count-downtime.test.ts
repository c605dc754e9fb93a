import { expect, test } from 'vitest'
import { countDowntime } from '../../src/phases/count-downtime.ts'
import { createFakeUpdateHost, gateway } from '../doubles/fake-update-host.ts'

test('only the time with no gateway that serves counts; one that starts does not serve', async () => {
  const host = createFakeUpdateHost('2026.9.4')
  const stop = new AbortController()
  host.clock.at(5_000, () => {
    host.served = null
  })
  host.clock.at(15_000, () => {
    host.served = { version: '2026.9.6', started: false }
  })
  host.clock.at(20_000, () => {
    host.served = { version: '2026.9.6', started: true }
  })
  host.clock.at(30_000, () => stop.abort())
  const downMs = await countDowntime(host.world, gateway, stop.signal)
  expect(downMs).toBeGreaterThan(14_500)
  expect(downMs).toBeLessThan(15_500)
})

test('a gateway that is down to the end counts to the end', async () => {
  const host = createFakeUpdateHost('2026.9.4')
  const stop = new AbortController()
  host.served = null
  host.clock.at(10_000, () => stop.abort())
  expect(await countDowntime(host.world, gateway, stop.signal)).toBe(10_000)
})

test('one that listens elsewhere than on loopback is asked there', async () => {
  const host = createFakeUpdateHost('2026.9.4')
  const stop = new AbortController()
  const { get } = host.world.http
  host.world.http.get = async (url, options) =>
    url.startsWith('http://100.122.114.36:')
      ? get(url, options)
      : { kind: 'no-answer', reason: 'ECONNREFUSED' }
  host.world.processes.listenersOn = async port => [{ port, address: '100.122.114.36', pid: 500 }]
  host.clock.at(10_000, () => stop.abort())
  expect(await countDowntime(host.world, gateway, stop.signal)).toBe(0)
})
