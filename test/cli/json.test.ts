import { expect, test } from 'vitest'
import { makeHome } from './play-command.ts'
import { spawnMoltd, writeConfig } from './spawn-moltd.ts'

/** No user bus anywhere: also on a developer's own machine. */
const nowhere = { XDG_RUNTIME_DIR: '/no/such' }

for (const [argv, exitCode] of [
  [['status', '--json'], 0],
  [['history', '--json'], 0],
  [['recovery', 'list', '--json'], 0],
  [['recovery', 'verify', '--json'], 0],
  [['recovery', 'prune', '--json'], 0],
  [['recover', '--json'], 0],
  [['mirror', 'status', '--json'], 0],
  [['mirror', 'sync', '--json'], 1],
  [['mirror', 'verify', '--json'], 1],
  [['vault', 'list', '--json'], 0],
  [['vault', 'verify', '--json'], 0],
  [['vault', 'verify', '2026.9.5', '--json'], 1],
  [['rollback', '--from', 'vault', '2026.9.5', '--json'], 1],
  [['rollback', '--from', 'vault', '--json'], 2],
  [['rollback', '--from', 'mirror', '2026.9.5', '--json'], 1],
  [['rollback', '--from', 'mirror', '--json'], 2],
  [['config', 'check', '--json'], 0],
  [['config', 'print', '--json'], 0],
  [['run', '--json'], 1],
  [['--dry-run', '--json'], 1],
  [['rollback', '--json'], 1],
  [['history', 'no-such-run', '--json'], 2],
  [['recovery', 'show', 'no-such-point', '--json'], 2],
  [['recovery', 'mend', 'no-such-point', '--json'], 2],
  [['run', '--to', 'newest', '--json'], 2],
  [['run', '--no-such', '--json'], 2],
] as const) {
  test(`\`moltd ${argv.join(' ')}\` prints one JSON document and ends with ${exitCode}`, async () => {
    const said = await spawnMoltd(makeHome(), argv, nowhere)
    expect(said.exitCode).toBe(exitCode)
    const document: unknown = JSON.parse(said.stdout)
    if (exitCode === 2)
      expect(document).toEqual({
        error: {
          code: expect.stringMatching(/^E_/),
          message: expect.any(String),
          hint: expect.any(String),
        },
      })
  })
}

test('an error in the config is one JSON document, too', async () => {
  const home = makeHome()
  writeConfig(home, '{')
  const { exitCode, stdout } = await spawnMoltd(home, ['status', '--json'])
  expect(exitCode).toBe(2)
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'E_CONFIG_SYNTAX' } })
})

test('`moltd --dry-run` is a dry run, and remembered as one', async () => {
  const home = makeHome()
  const { stdout } = await spawnMoltd(home, ['--dry-run', '--json'], nowhere)
  expect(JSON.parse(stdout)).toMatchObject({ dryRun: true, trigger: 'manual' })
  expect(JSON.parse((await spawnMoltd(home, ['history', '--json'])).stdout)).toMatchObject([{ dryRun: true }])
})

test('with nothing there, readers say so in a sentence each', async () => {
  const home = makeHome()
  const [status, history, points] = await Promise.all(
    [['status'], ['history'], ['recovery', 'list']].map(argv => spawnMoltd(home, argv, nowhere)),
  )
  expect(status?.stdout).toMatch(
    /^gateway +cannot reach the systemd user manager: .*\nschedule +the daemon does not run, .*\nlast run +none yet\n/,
  )
  expect(history?.stdout).toBe('No run yet.\n')
  expect(points?.stdout).toMatch(/^No recovery point yet/)
})
