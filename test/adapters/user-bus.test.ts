import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createUserBus } from '../../src/adapters/user-bus.ts'
import type { CommandResult, CommandSpec } from '../../src/ports/commands.ts'

const well: CommandResult = {
  exitCode: 0,
  signal: null,
  stdout: 'fine',
  stderr: '',
  timedOut: false,
  startError: null,
  durationMs: 1,
}

function makeBus(answer: Partial<CommandResult>) {
  const runtimeFolder = mkdtempSync(join(tmpdir(), 'moltd-bus-'))
  onTestFinished(() => rmSync(runtimeFolder, { recursive: true }))
  writeFileSync(join(runtimeFolder, 'bus'), '')
  const asked: CommandSpec[] = []
  const commands = {
    run: async (spec: CommandSpec) => {
      asked.push(spec)
      return { ...well, ...answer }
    },
  }
  const environment = { XDG_RUNTIME_DIR: runtimeFolder, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/another' }
  return { bus: createUserBus({ commands, environment, uid: 4242 }), asked, runtimeFolder }
}

test('commands talk to the bus that was found, whatever the session says', async () => {
  const { bus, asked, runtimeFolder } = makeBus({})
  expect(await bus.ask(['systemctl', 'x'])).toBe('fine')
  expect(asked[0]?.env).toMatchObject({
    XDG_RUNTIME_DIR: runtimeFolder,
    DBUS_SESSION_BUS_ADDRESS: `unix:path=${runtimeFolder}/bus`,
  })
})

test('a manager whose disk hangs has its time, and its own tools do not give up before', async () => {
  const { bus, asked } = makeBus({})
  await bus.ask(['busctl', 'x'])
  expect(asked[0]?.timeoutMs).toBeGreaterThanOrEqual(60_000)
  expect(asked[0]?.env).toMatchObject({ SYSTEMD_BUS_TIMEOUT: `${(asked[0]?.timeoutMs ?? 0) / 1000}s` })
})

test('a missing bus says what was looked at, and how to get one', async () => {
  const commands = { run: async () => well }
  const bus = createUserBus({ commands, environment: {}, uid: 999_999 })
  await expect(bus.ask(['systemctl', 'x'])).rejects.toMatchObject({
    code: 'E_NO_USER_BUS',
    message: expect.stringContaining('/run/user/999999/bus; XDG_RUNTIME_DIR is not set'),
    hint: expect.stringContaining('loginctl enable-linger'),
  })
})

test.each([
  [{ exitCode: 1, stderr: 'Failed to connect to bus: Connection refused' }, 'E_NO_USER_BUS'],
  [{ exitCode: null, startError: 'ENOENT' }, 'E_NO_USER_BUS'],
  [{ exitCode: 1, stderr: 'Unit a.service not found.' }, 'E_SYSTEMD_REFUSED'],
  [{ exitCode: null, timedOut: true }, 'E_SYSTEMD_REFUSED'],
] as const)('%o is %s', async (answer, code) => {
  await expect(makeBus(answer).bus.ask(['systemctl', 'x'])).rejects.toMatchObject({ code })
})
