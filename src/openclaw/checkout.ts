import type { CommandResult } from '../ports/commands.ts'
import type { World } from '../ports/world.ts'
import type { Installation } from './installation.ts'

type CheckoutWorld = Pick<World, 'commands'>

const askMs = 30_000
/** Nobody is asked for a password. */
const unasked = ['GIT_TERMINAL_PROMPT=0', 'GIT_ASKPASS=false', 'SSH_ASKPASS_REQUIRE=never']

/** Paths that differ from what is checked out, new ones that git does not ignore included; a text: git cannot say, and why. */
export async function listCheckoutChanges(
  world: CheckoutWorld,
  root: string,
  signal?: AbortSignal,
): Promise<string[] | string> {
  const words = ['status', '--porcelain=v1', '-z', '--no-renames', '--untracked-files=normal']
  const asked = await askGit(world, root, words, signal)
  if (asked.exitCode !== 0) return reasonOfGit(asked)
  return asked.stdout.split('\0').flatMap(line => (line === '' ? [] : [line.slice(3)]))
}

/** What is checked out; null for another kind of installation, and when git cannot say. */
export async function readCheckoutCommit(
  world: CheckoutWorld,
  { kind, root }: Pick<Installation, 'kind' | 'root'>,
): Promise<string | null> {
  if (kind !== 'git') return null
  const { exitCode, stdout } = await askGit(world, root, ['rev-parse', '--verify', 'HEAD'])
  return exitCode === 0 && /^[0-9a-f]{40,64}\n$/.test(stdout) ? stdout.trim() : null
}

/** Why git has not answered, in one line; git quotes the addresses that it uses, user and token included. */
export function reasonOfGit({ startError, stderr }: CommandResult): string {
  const lines = stderr.trim().split('\n')
  const said = lines.find(line => line.startsWith('fatal:')) ?? lines[0]
  return startError ?? (said?.replaceAll(/(\w:\/\/)[^\s/@'"]+@/g, '$1') || 'git did not answer')
}

/** Looks without changing anything, not even git's own index. */
export function askGit(
  { commands }: CheckoutWorld,
  root: string,
  words: readonly string[],
  signal?: AbortSignal,
): Promise<CommandResult> {
  const quiet = ['--no-optional-locks', '-c', 'core.fsmonitor=false']
  return commands.run({
    argv: ['env', ...unasked, 'git', ...quiet, '-C', root, ...words],
    timeoutMs: askMs,
    signal,
  })
}
