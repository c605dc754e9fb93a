import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { systemCommands } from '../../src/adapters/commands.ts'
import { findCheckoutOffer } from '../../src/openclaw/checkout-releases.ts'
import { scratchRoot } from '../doubles/scratch-root.ts'

const world = { commands: systemCommands }
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(scratchRoot, 'moltd-checkout-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const git = (name: string, ...words: string[]) =>
  execFileSync('git', ['-c', 'user.name=Clawd', '-c', 'user.email=clawd@example.org', '-C', name, ...words], {
    cwd: folder,
  })

/** A repository with these versions as tags; returns where it is. */
function repository(name: string, ...versions: string[]): string {
  execFileSync('git', ['init', '--quiet', '--initial-branch=main', name], { cwd: folder })
  git(name, 'commit', '--quiet', '--allow-empty', '--message', 'empty')
  for (const version of versions) git(name, 'tag', `v${version}`)
  return join(folder, name)
}

function checkout(remotes: Record<string, string>, ...versions: string[]): string {
  const root = repository('openclaw', ...versions)
  for (const [name, url] of Object.entries(remotes)) git('openclaw', 'remote', 'add', name, url)
  return root
}

test('the newest tag is what the remote has, in the order of OpenClaw, and nothing is fetched', async () => {
  const root = checkout(
    { origin: repository('upstream', '2026.9.10', '2026.9.9', '2026.9.10-2') },
    '2026.9.9',
  )
  expect(await findCheckoutOffer(world, root, 'stable')).toEqual({ remote: 'origin', newest: '2026.9.10-2' })
  expect(git('openclaw', 'tag').toString()).toBe('v2026.9.9\n')
})

test('a tag that only the checkout has counts too', async () => {
  const root = checkout({ origin: repository('upstream', '2026.9.9') }, '2026.9.10')
  expect(await findCheckoutOffer(world, root, 'stable')).toMatchObject({ newest: '2026.9.10' })
})

test('a beta is for those who follow beta, and a newer release for them too', async () => {
  const root = checkout({ origin: repository('upstream', '2026.9.9', '2026.9.10-beta.1', '2026.9.11-rc.1') })
  expect(await findCheckoutOffer(world, root, 'stable')).toMatchObject({ newest: '2026.9.9' })
  expect(await findCheckoutOffer(world, root, 'beta')).toMatchObject({ newest: '2026.9.10-beta.1' })
  git('upstream', 'tag', 'v2026.9.10')
  expect(await findCheckoutOffer(world, root, 'beta')).toMatchObject({ newest: '2026.9.10' })
})

test('releases come from where main comes from, else from origin, else from the only remote', async () => {
  const [upstream, fork] = [repository('upstream', '2026.9.10'), repository('fork', '2026.9.9')]
  const root = checkout({ origin: fork, upstream })
  expect(await findCheckoutOffer(world, root, 'stable')).toEqual({ remote: 'origin', newest: '2026.9.9' })
  git('openclaw', 'config', 'branch.main.remote', 'upstream')
  expect(await findCheckoutOffer(world, root, 'stable')).toEqual({ remote: 'upstream', newest: '2026.9.10' })
  git('openclaw', 'remote', 'remove', 'origin')
  git('openclaw', 'config', 'branch.main.remote', 'gone')
  expect(await findCheckoutOffer(world, root, 'stable')).toMatchObject({ remote: 'upstream' })
})

test('no remote, several without a choice, and one that does not answer are said', async () => {
  const root = checkout({})
  expect(await findCheckoutOffer(world, root, 'stable')).toBe(
    'it has 0 remotes, and none that releases come from',
  )
  git('openclaw', 'remote', 'add', 'mine', join(folder, 'gone'))
  expect(await findCheckoutOffer(world, root, 'stable')).toContain('gone')
  git('openclaw', 'remote', 'add', 'yours', join(folder, 'gone'))
  expect(await findCheckoutOffer(world, root, 'stable')).toContain('it has 2 remotes')
})

test('a repository without a release offers none', async () => {
  const root = checkout({ origin: repository('upstream') })
  expect(await findCheckoutOffer(world, root, 'stable')).toEqual({ remote: 'origin', newest: null })
})

test('a remote behind a password, or behind an ssh that would ask, is said; nobody is asked', async () => {
  const server = createServer((_, response) =>
    response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="git"' }).end(),
  )
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const root = checkout({ origin: `http://claw:secret@127.0.0.1:${port}/openclaw.git` })
  const said = await findCheckoutOffer(world, root, 'stable')
  expect(said).toMatch(/^fatal: /)
  expect(said).not.toContain('secret')
  server.close()
  const words = join(folder, 'words')
  git('openclaw', 'config', 'core.sshCommand', `sh -c 'echo "$@" >${words}; exit 1' ssh`)
  git('openclaw', 'remote', 'set-url', 'origin', 'ssh://git@127.0.0.1/openclaw.git')
  expect(typeof (await findCheckoutOffer(world, root, 'stable'))).toBe('string')
  expect(readFileSync(words, 'utf8')).toContain('-o BatchMode=yes')
})
