import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { makeHome } from './play-command.ts'
import { spawnMoltd, spawnShell } from './spawn-moltd.ts'

test('--help names every command on stdout, and leaves nothing in the home', async () => {
  const home = makeHome()
  const { exitCode, stdout, stderr } = await spawnMoltd(home, ['--help'])
  expect([exitCode, stderr]).toEqual([0, ''])
  for (const command of ['run', 'status', 'history', 'rollback', 'recover', 'recovery', 'config'])
    expect(stdout).toMatch(new RegExp(`^ {2}${command} `, 'm'))
  expect(stdout).toContain('`moltd --dry-run` is short for `moltd run --dry-run`.')
  expect(readdirSync(home)).toEqual([])
})

test('--version is the version and nothing else', async () => {
  const said = await spawnMoltd(makeHome(), ['--version'])
  expect(said).toEqual({ exitCode: 0, stdout: `${manifest.version}\n`, stderr: '' })
})

test('no command at all is answered with the help, and exit code 2', async () => {
  const { exitCode, stderr } = await spawnMoltd(makeHome(), [])
  expect(exitCode).toBe(2)
  expect(stderr).toContain('Usage: moltd')
})

for (const [argv, message] of [
  [['updaet'], /unknown command 'updaet'/],
  [['run', '--no-such'], /unknown option '--no-such'/],
  [['run', '--to'], /option '--to <version>' argument missing/],
  [['recovery', 'show'], /missing required argument 'point'/],
] as const) {
  test(`\`moltd ${argv.join(' ')}\` is a usage error: exit code 2, one sentence, nothing on stdout`, async () => {
    const { exitCode, stdout, stderr } = await spawnMoltd(makeHome(), argv)
    expect([exitCode, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(message)
  })
}

test('a version that is none is a usage error before anything is asked', async () => {
  const { exitCode, stderr } = await spawnMoltd(makeHome(), ['run', '--to', 'newest'])
  expect(exitCode).toBe(2)
  expect(stderr).toMatch(
    /^moltd: cannot update to "newest": that is no version of OpenClaw \[E_USAGE\]\n {2}A version/,
  )
})

test('a reader that goes away early is no error', async () => {
  const { stderr } = await spawnShell(makeHome(), 'moltd --help | true; moltd status | true')
  expect(stderr).toBe('')
})
