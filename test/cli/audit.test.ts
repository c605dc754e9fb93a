import { expect, test } from 'vitest'
import { registerHistory } from '../../src/cli/history.ts'
import { registerHold } from '../../src/cli/hold.ts'
import { registerPin } from '../../src/cli/pin.ts'
import { registerQuarantine } from '../../src/cli/quarantine.ts'
import { registerSkip } from '../../src/cli/skip.ts'
import { makeHome, openCli } from './play-command.ts'
import { spawnMoltd, writeConfig } from './spawn-moltd.ts'

const all = [registerHistory, registerHold, registerPin, registerQuarantine, registerSkip]

test('what somebody orders at the terminal is in the audit trail, newest first', async () => {
  const { run } = openCli(all)
  expect(await run('history', '--audit')).toBe('Nobody has ordered anything yet.')
  await run('skip', '2026.9.6')
  await run('hold', '--reason', 'a fair')
  await run('pin', '2026.9.x')
  await run('quarantine', 'release', '2026.9.6')
  expect(JSON.parse(await run('history', '--audit', '--json'))).toMatchObject([
    { what: 'release 2026.9.6 from quarantine', result: 'was not in quarantine' },
    { what: 'pin 2026.9.x', result: 'pinned' },
    { what: 'hold', result: 'on hold until `moltd unhold` ends it: a fair' },
    {
      what: 'skip 2026.9.6',
      result: 'skipped',
      way: 'terminal',
      isAllowed: true,
      at: expect.stringMatching(/Z$/),
    },
  ])
  expect(await run('history', '--audit', '-n', '1')).toMatch(
    / UTC {2}terminal {2}\w+: release 2026.9.6 .*→ was not/,
  )
})

test('what was ordered elsewhere is written down there, not here, too', async () => {
  const { run, openApp } = openCli(all)
  await run('skip', '2026.9.6', '--by', 'discord: Ann (1)')
  const { audit } = await openApp()
  expect(audit().list(5)).toEqual([])
  const note = {
    id: 'i',
    atMs: 0,
    way: 'discord',
    person: { id: '1', name: 'Ann\u001b[2J' },
    what: '/moltd run',
  } as const
  audit().begin({ ...note, isAllowed: false })
  audit().end('i', 'refused: unlisted', 1)
  expect(await run('history', '--audit')).toBe(
    '1970-01-01 00:00 UTC  discord   Ann (1): REFUSED: /moltd run → refused: unlisted',
  )
})

test('nobody reads the path of the dead-man’s switch from the printed config who does not ask for it', async () => {
  const home = makeHome()
  writeConfig(home, "{ notify: { deadMansSwitchUrl: 'https://hc-ping.example/s3cret-path' } }")
  const [plain, revealed] = await Promise.all([
    spawnMoltd(home, ['config', 'print', '--json']),
    spawnMoltd(home, ['config', 'print', '--json', '--reveal']),
  ])
  expect(JSON.parse(plain.stdout).notify.deadMansSwitchUrl).toBe('https://hc-ping.example/[redacted]')
  expect(plain.stdout + plain.stderr).not.toContain('s3cret')
  expect(JSON.parse(revealed.stdout).notify.deadMansSwitchUrl).toBe('https://hc-ping.example/s3cret-path')
})
