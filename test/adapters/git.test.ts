import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createGit } from '../../src/adapters/git.ts'

let home: string
let server: Server | null = null

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'moltd-git-'))
})

afterEach(async () => {
  server?.closeAllConnections()
  await new Promise(resolve => (server === null ? resolve(null) : server.close(resolve)))
  server = null
  rmSync(home, { recursive: true, force: true })
})

const environment = () => ({ HOME: home, PATH: process.env.PATH })
const run = (words: string[], more: object = {}, variables: Record<string, string> = {}) =>
  createGit({ ...environment(), ...variables }).run({ repository: home, words, timeoutMs: 20_000, ...more })

async function serve(status: number, headers: Record<string, string> = {}): Promise<string> {
  const made = createServer((_request, response) => response.writeHead(status, headers).end())
  server = made
  await new Promise<void>(resolve => made.listen(0, '127.0.0.1', resolve))
  const address = made.address()
  return typeof address === 'object' && address !== null ? `127.0.0.1:${address.port}` : ''
}

test('a non-zero exit is an answer, and input reaches git', async () => {
  expect(await run(['rev-parse', 'HEAD'])).toMatchObject({ exitCode: 128, cut: null })
  const hashed = await run(['hash-object', '--stdin'], { input: 'hello\n' })
  expect(hashed).toMatchObject({ exitCode: 0, stdout: 'ce013625030ba8dba906f756967f9e9ca394464a\n' })
})

test('a server that asks for a password gets none, and nobody is asked', async () => {
  const host = await serve(401, { 'www-authenticate': 'Basic realm="x"' })
  const askpass = join(home, 'askpass')
  writeFileSync(askpass, `#!/bin/sh\ntouch ${home}/asked\necho secret\n`, { mode: 0o755 })
  const answer = await run(
    ['ls-remote', `http://${host}/x.git`],
    {},
    { GIT_ASKPASS: askpass, SSH_ASKPASS: askpass },
  )
  expect(answer.exitCode).toBe(128)
  expect(answer.stderr).toMatch(/terminal prompts disabled/)
  const { existsSync } = await import('node:fs')
  expect(existsSync(join(home, 'asked'))).toBe(false)
})

test('a token in an address never comes out of it', async () => {
  const host = await serve(404)
  for (const user of ['ghp_abcdefghijklmnop1234@', 'me:hunter2hunter2@', 'x-access-token:t0psecret@']) {
    const answer = await run(['ls-remote', `http://${user}${host}/x.git`])
    expect(answer.exitCode).toBe(128)
    expect(answer.stderr).not.toMatch(/ghp_|hunter2|t0psecret/)
  }
})

test('a server that never answers is left when the time is over, and by an abort', async () => {
  const made = createServer(() => undefined)
  server = made
  await new Promise<void>(resolve => made.listen(0, '127.0.0.1', resolve))
  const address = made.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/x.git`
  expect(await run(['ls-remote', url], { timeoutMs: 500 })).toMatchObject({ exitCode: null, cut: 'timeout' })
  expect(await run(['ls-remote', url], { idleMs: 500 })).toMatchObject({ exitCode: null, cut: 'idle' })
  const aborted = await run(['ls-remote', url], { signal: AbortSignal.timeout(500) })
  expect(aborted).toMatchObject({ exitCode: null, cut: 'aborted' })
})

test('what leads git elsewhere, or makes it run something, is kept from it', async () => {
  const elsewhere = join(home, 'elsewhere')
  mkdirSync(elsewhere)
  const answer = await run(
    ['rev-parse', '--git-dir'],
    {},
    {
      GIT_DIR: elsewhere,
      GIT_EXTERNAL_DIFF: 'touch /tmp/x',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'core.fsmonitor',
      GIT_CONFIG_VALUE_0: 'touch /tmp/x',
      EDITOR: 'vi',
      PAGER: 'less',
    },
  )
  expect(answer).toMatchObject({ exitCode: 128, cut: null })
  expect(answer.stderr).toContain('not a git repository (or any')
})

test('the ssh of the user is used, made unable to ask', async () => {
  const ssh = join(home, 'ssh')
  writeFileSync(ssh, `#!/bin/sh\necho "$@" > ${home}/called\nexit 255\n`, { mode: 0o755 })
  writeFileSync(join(home, '.gitconfig'), `[core]\n\tsshCommand = ${ssh} -i key\n`)
  await run(['ls-remote', 'git@host.example:you/repo.git'])
  const { readFileSync } = await import('node:fs')
  expect(readFileSync(join(home, 'called'), 'utf8')).toMatch(/^-i key -o BatchMode=yes /)
})

test('a machine without git says so', async () => {
  const answer = await createGit({ HOME: home, PATH: home }).run({
    repository: home,
    words: ['--version'],
    timeoutMs: 5_000,
  })
  expect(answer).toMatchObject({ exitCode: null, cut: 'no-git' })
})
