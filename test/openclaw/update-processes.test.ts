import { expect, test } from 'vitest'
import { findUpdaters, mayUpdate } from '../../src/openclaw/update-processes.ts'
import { createFakeUpdateHost, gateway, root } from '../doubles/fake-update-host.ts'

test.each([
  [['openclaw-update']],
  [['/opt/node24/node', '/tmp/openclaw-update-run-handoff-aRcDNh/handoff.cjs', '/tmp/x/handoff.json']],
  [['/opt/node24/node', '--import', 'data:x', `${root}/dist/index.js`, 'update', '--yes', '--json']],
  [['node', '/home/claw/.npm-global/bin/openclaw', 'update', '--yes']],
  [['/opt/node24/node', `${root}/openclaw.mjs`, 'update', '--tag', '2026.9.6']],
  [['npm i openclaw@2026.9.6']],
  [['/home/claw/.local/share/pnpm/bin/pnpm', 'add', '--global', 'openclaw@2026.9.6']],
  [['node', '/home/claw/.npm-global/lib/node_modules/pnpm/bin/pnpm.cjs', 'update', '-g', 'openclaw']],
])('%j may be an updater', argv => {
  expect(mayUpdate({ argv })).toBe(true)
})

test.each([
  [['/opt/node24/node', `${root}/dist/index.js`, 'gateway', '--port', '18820']],
  [['node', '/home/claw/.npm-global/bin/openclaw', 'update', 'status', '--json']],
  [['node', '/home/claw/.npm-global/bin/openclaw', 'update', '--dry-run']],
  [['npm view openclaw@latest version']],
  [['/home/claw/.local/share/pnpm/bin/pnpm', 'list', '--global']],
  [['/home/claw/.local/share/pnpm/bin/pnpm', 'add', '--dir', '/stage/lib', 'openclaw@2026.9.6']],
  [['/home/claw/.local/share/pnpm/bin/pnpm', 'add', '--global', 'other-tool']],
  [['bash', '-c', 'openclaw update']],
  [[]],
])('%j is none', argv => {
  expect(mayUpdate({ argv })).toBe(false)
})

interface Living {
  pid: number
  argv: string[]
  parentPid?: number
  environment?: Record<string, string>
}

async function find(living: Living[], texts: Record<string, string> = {}, mainPid: number | null = null) {
  const processes = living.map(({ pid, argv, parentPid = 1 }) => ({
    pid,
    argv,
    parentPid,
    startTicks: 1,
    cpuMs: 0,
    writtenBytes: 0,
  }))
  const { world } = createFakeUpdateHost('2026.9.4')
  const found = await findUpdaters(
    {
      files: { ...world.files, readTextIfThere: async path => texts[path] ?? null },
      processes: {
        ...world.processes,
        contextOf: async ({ pid }) => ({
          workingDirectory: null,
          environment: living.find(one => one.pid === pid)?.environment ?? {},
        }),
      },
    },
    gateway,
    { processes, mainPid, jobPids: new Set() },
  )
  return found.map(process => process.pid)
}

const handoff = '/tmp/openclaw-update-run-handoff-aRcDNh'
const ours = { HOME: '/home/claw', OPENCLAW_SYSTEMD_UNIT: 'openclaw-gateway.service' }

test('what an updater started is part of it', async () => {
  const living = [
    { pid: 10, argv: ['openclaw-update'], environment: ours },
    { pid: 11, argv: ['busctl', 'x'], parentPid: 10 },
    { pid: 12, argv: ['sh'], parentPid: 11 },
    { pid: 13, argv: ['sh'] },
  ]
  expect(await find(living)).toEqual([10, 11, 12])
})

test('the gateway is no updater, even when one started it', async () => {
  const living = [
    { pid: 10, argv: ['openclaw-update'], environment: ours },
    { pid: 20, argv: ['/opt/node24/node', `${root}/dist/index.js`, 'gateway'], parentPid: 10 },
  ]
  expect(await find(living, {}, 20)).toEqual([10])
})

test('a hand-off that has leased another installation is somebody else’s', async () => {
  const living = [{ pid: 10, argv: ['/opt/node24/node', `${handoff}/handoff.cjs`], environment: ours }]
  const lease = (key: string) => ({ [`${handoff}/handoff.json`]: JSON.stringify({ updateLeaseKey: key }) })
  expect(await find(living, lease('/srv/other/lib/node_modules/openclaw'))).toEqual([])
  expect(await find(living, lease(root))).toEqual([10])
})

test('an updater of another unit or another state is somebody else’s', async () => {
  const living = [
    {
      pid: 10,
      argv: ['openclaw-update'],
      environment: { OPENCLAW_SYSTEMD_UNIT: 'openclaw-gateway-b.service' },
    },
    { pid: 11, argv: ['openclaw-update'], environment: { OPENCLAW_STATE_DIR: '/srv/state' } },
    { pid: 12, argv: ['openclaw-update'], environment: { HOME: '/home/claw', OPENCLAW_PROFILE: 'b' } },
    { pid: 13, argv: ['openclaw-update'], environment: { HOME: '/home/claw' } },
    { pid: 14, argv: ['openclaw-update'], environment: { ...ours, HOME: '/home/other' } },
  ]
  expect(await find(living)).toEqual([13])
})
