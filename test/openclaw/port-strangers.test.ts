import { expect, test } from 'vitest'
import { findStrangers, hasNewcomer } from '../../src/openclaw/port-strangers.ts'
import { createFakeUpdateHost, gateway } from '../doubles/fake-update-host.ts'

const mainPid = 500

test.each([
  ['the main process is none', [{ address: '127.0.0.1', pid: mainPid }], []],
  ['a child of the unit is none', [{ address: '127.0.0.1', pid: 501 }], []],
  ['a process outside the unit is one', [{ address: '127.0.0.1', pid: 7 }], ['127.0.0.1']],
  ['one of another account is one', [{ address: '0.0.0.0', pid: null }], ['0.0.0.0']],
  [
    'one on another address is one, beside the gateway',
    [
      { address: '127.0.0.1', pid: mainPid },
      { address: '100.1.1.1', pid: null },
    ],
    ['100.1.1.1'],
  ],
])('on the port of the gateway, %s', async (_, listeners, strangers) => {
  const { world } = createFakeUpdateHost('2026.9.6')
  world.processes.listenersOn = async port => listeners.map(listener => ({ ...listener, port }))
  world.supervisor.pids = async () => [mainPid, 501]
  expect(await findStrangers(world, gateway, mainPid)).toEqual(strangers)
})

test('who was there before is no newcomer', () => {
  expect(hasNewcomer(['100.1.1.1'], ['100.1.1.1'])).toBe(false)
  expect(hasNewcomer(['100.1.1.1'], ['100.1.1.1', '127.0.0.1'])).toBe(true)
})
