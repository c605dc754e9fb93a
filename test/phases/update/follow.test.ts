import { expect, test } from 'vitest'
import { followUpdate } from '../../../src/phases/update/follow.ts'
import { lookAt } from '../../../src/phases/update/sight.ts'
import { createFakeUpdateHost, gateway } from '../../doubles/fake-update-host.ts'

const request = { gateway, from: '2026.9.4', to: '2026.9.6', idleLimitMs: 180_000, longestMs: 2_700_000 }

/** A new gateway that works and works, and never serves. */
async function follow(strangersBefore: string[], strangersAfter: string[]) {
  const host = createFakeUpdateHost('2026.9.4')
  const listen = (addresses: string[]) => async (port: number) =>
    addresses.map(address => ({ port, address, pid: null }))
  host.world.processes.listenersOn = listen(strangersBefore)
  const before = await lookAt(host.world, gateway)
  host.disk.version = request.to
  host.served = null
  host.unit = { ...host.unit, mainPid: 501, mainStartedUs: 2 }
  host.addUpdater(501, 500)
  for (const process of host.processes) Object.assign(process, { argv: ['openclaw-gateway'] })
  host.world.processes.listenersOn = listen(strangersAfter)
  const end = await followUpdate(host.world, { request, before, label: 'x', recordId: null, jobs: [] })
  return { ...end, afterMs: host.clock.monotonicMs() }
}

test('a gateway whose port somebody else has taken is waited for a minute, however busy it is', async () => {
  const { kind, reason, afterMs } = await follow([], ['127.0.0.1'])
  expect({ kind, reason }).toEqual({ kind: 'over', reason: 'somebody else has the port of the gateway' })
  expect(afterMs).toBeLessThan(70_000)
})

test('who sat on another address of the port before leaves it all its time', async () => {
  const { reason, afterMs } = await follow(['100.1.1.1'], ['100.1.1.1'])
  expect(reason).not.toContain('somebody else')
  expect(afterMs).toBeGreaterThan(request.idleLimitMs)
})
