import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { serveGit } from '../doubles/git-server.ts'
import { makeHome } from './play-command.ts'
import { spawnMoltd, writeConfig } from './spawn-moltd.ts'

const git = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim()

/** A home with an upstream, git and, if one is given, a `gh` that writes down how it was called. */
function setUp(gh: string | null) {
  const home = makeHome()
  const bin = join(home, 'bin')
  mkdirSync(bin)
  symlinkSync(git, join(bin, 'git'))
  const calls = join(home, 'gh-calls')
  if (gh !== null) {
    writeFileSync(join(bin, 'gh'), `#!/bin/sh\necho "$*" >>${calls}\n${gh}\n`)
    chmodSync(join(bin, 'gh'), 0o755)
  }
  execFileSync(git, ['init', '--quiet', '--bare', join(home, 'upstream.git')])
  writeConfig(home, JSON.stringify({ mirror: { upstream: join(home, 'upstream.git') } }))
  return {
    home,
    calls: () => readFileSync(calls, 'utf8').trim().split('\n'),
    init: (...words: string[]) =>
      spawnMoltd(home, ['mirror', 'init', ...words], {
        PATH: bin,
        // Nobody is asked who is not on this machine.
        https_proxy: 'http://127.0.0.1:9',
      }),
  }
}

test('`mirror init --create` makes the repository private with gh, and says the words for the config', async () => {
  const { home, init, calls } = setUp(`case "$1 $2" in
'repo create') ${git} init --quiet --bare "$HOME/mine.git" ;;
'repo view') echo git@example.org:you/mine.git; echo "file://$HOME/mine" ;;
'config get') echo https ;;
esac`)
  const { exitCode, stdout, stderr } = await init('--create', 'mine')
  expect([exitCode, stderr]).toEqual([0, ''])
  expect(stdout).toContain(`mirror: { enabled: true, origin: 'file://${home}/mine.git' }`)
  expect(calls()[0]).toMatch(/^repo create mine --private /)
})

test('without gh, and without a login of gh, it says what to do by hand', async () => {
  const without = await setUp(null).init('--create', 'mine')
  expect(without.exitCode).toBe(1)
  expect(without.stderr).toMatch(
    /cannot create mine: the program gh is not there \[E_MIRROR_ORIGIN\]\n.*mirror init --origin URL/,
  )
  const refused = await setUp(
    'echo "To get started with GitHub CLI, please run: gh auth login" >&2; exit 4',
  ).init('--create', 'mine')
  expect(refused.exitCode).toBe(1)
  expect(refused.stderr).toMatch(/cannot create mine: .*gh auth login/)
  const plain = await setUp(null).init()
  expect(plain.exitCode).toBe(0)
  expect(plain.stdout).toMatch(/gh repo create NAME --private\n.*moltd mirror init --origin/)
})

test('a fork is refused, and so is a repository that a stranger can read', async () => {
  const { home, init, calls } = setUp('echo true')
  execFileSync(git, ['init', '--quiet', '--bare', join(home, 'you', 'fork.git')])
  const rewritten = `[url "file://${home}/"]\n\tinsteadOf = git@github.com:\n`
  writeFileSync(join(home, '.gitconfig'), rewritten)
  const fork = await init('--origin', 'git@github.com:you/fork.git', '--json')
  expect(fork.exitCode).toBe(1)
  expect(JSON.parse(fork.stdout).objections).toEqual([expect.objectContaining({ kind: 'fork' })])
  expect(calls()).toEqual(['repo view you/fork --json isFork --jq .isFork'])

  const server = await serveGit(home)
  onTestFinished(() => server.close())
  const open = await init('--origin', `${server.url}/upstream.git`, '--json')
  expect(open.exitCode).toBe(1)
  expect(JSON.parse(open.stdout).objections).toEqual([expect.objectContaining({ kind: 'public' })])
})
