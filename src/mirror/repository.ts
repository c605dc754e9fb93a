import { join } from 'node:path'
import { MoltdError } from '../ports/errors.ts'
import type { Git, GitAnswer } from '../ports/git.ts'
import type { World } from '../ports/world.ts'
import { type Trouble, troubleOf } from './git-trouble.ts'
import { parseRefs, type Refs } from './refs.ts'
import type { MirrorSettings } from './settings.ts'

export type MirrorWorld = Pick<World, 'clock' | 'files' | 'places' | 'log'> & { git: Git }

/** The bare repository on this machine. */
export interface Repository {
  path: string
  git(words: readonly string[], more?: Partial<Parameters<Git['run']>[0]>): Promise<GitAnswer>
  refs(): Promise<Refs>
  isAncestor(older: string, newer: string): Promise<boolean>
}

const shortMs = 60_000
/** Whatever older than this is left of a git that died. */
const staleMs = 10 * 60_000

export function mirrorFolder({ places }: Pick<World, 'places'>): string {
  return join(places.dataFolder, 'mirror')
}

export function repositoryPath(world: Pick<World, 'places'>): string {
  return join(mirrorFolder(world), 'openclaw.git')
}

/** null: there is none yet. */
export async function findRepository(world: MirrorWorld): Promise<Repository | null> {
  const path = repositoryPath(world)
  return (await world.files.stat(join(path, 'HEAD'))) === null ? null : repositoryAt(world, path)
}

/** Makes it if it is not there, and its settings those of the config. The caller holds the mirror's lock. Errors: E_MIRROR. */
export async function openRepository(
  world: MirrorWorld,
  settings: MirrorSettings,
): Promise<{ repository: Repository; isNew: boolean }> {
  const path = repositoryPath(world)
  const isNew = (await world.files.stat(join(path, 'HEAD'))) === null
  if (isNew) {
    await world.files.makeFolder(mirrorFolder(world), 0o700)
    const made = troubleOf(
      await world.git.run({
        repository: mirrorFolder(world),
        words: ['init', '--bare', '--quiet', '--initial-branch=main', path],
        timeoutMs: shortMs,
      }),
    )
    if (made !== null) throw mirrorError('make the mirror', made)
  }
  const config = renderConfig(settings)
  const configPath = join(path, 'config')
  if ((await world.files.readTextIfThere(configPath)) !== config)
    await world.files.writeDurably(configPath, config, 0o600)
  await clearLeftovers(world, path)
  return { repository: repositoryAt(world, path), isNew }
}

/** A git that was killed leaves locks, which nobody holds, and unfinished packs, which take room. */
export async function clearLeftovers(world: MirrorWorld, path: string, olderMs = staleMs): Promise<void> {
  const nowMs = world.clock.nowMs()
  for await (const entry of world.files.walk(path)) {
    const isLeftover = entry.path.endsWith('.lock') || /(^|\/)(tmp_|\.tmp-)[^/]*$/.test(entry.path)
    // A clock that was set back makes nothing younger than new.
    const ageMs = Math.max(0, nowMs - entry.modifiedMs)
    if (entry.kind !== 'file' || !isLeftover || ageMs < olderMs) continue
    world.log.info({ path: entry.path }, 'a leftover of a git that died was removed')
    await world.files.remove(join(path, entry.path))
  }
}

function repositoryAt(world: MirrorWorld, path: string): Repository {
  const git: Repository['git'] = (words, more) =>
    world.git.run({ repository: path, words, timeoutMs: shortMs, ...more })
  // Once so, always so; fetch and push ask the same of a branch.
  const ancestors = new Set<string>()
  return {
    path,
    git,
    refs: async () => {
      const answer = await git(['for-each-ref', '--format=%(objectname)%09%(refname)'])
      const trouble = troubleOf(answer)
      if (trouble !== null) throw mirrorError('read the mirror', trouble)
      return parseRefs(answer.stdout)
    },
    isAncestor: async (older, newer) => {
      const pair = `${older} ${newer}`
      if (ancestors.has(pair)) return true
      const isSo = (await git(['merge-base', '--is-ancestor', older, newer])).exitCode === 0
      if (isSo) ancestors.add(pair)
      return isSo
    },
  }
}

export function mirrorError(what: string, { reason, kind }: Trouble): MoltdError {
  return new MoltdError(
    'E_MIRROR',
    `cannot ${what}: ${reason}`,
    kind === 'damaged'
      ? 'Run `moltd mirror verify`; it says what is damaged, and how the mirror is made anew.'
      : 'See docs/mirror.md for what the mirror needs.',
  )
}

/** The whole config of the repository: nothing of it is ever thrown away, no hook runs, and no address holds a credential. */
function renderConfig({ upstream, origin, filter }: MirrorSettings): string {
  const remote = (name: string, url: string, more: readonly string[] = []) => [
    `[remote "${name}"]`,
    `\turl = ${quote(url)}`,
    '\ttagOpt = --no-tags',
    ...more,
  ]
  const promisor = filter === 'none' ? [] : ['\tpromisor = true', `\tpartialclonefilter = ${filter}`]
  return [
    '# Written by moltd; changes are overwritten.',
    '[core]',
    `\trepositoryformatversion = ${filter === 'none' ? 0 : 1}`,
    '\tbare = true',
    '\thooksPath = /dev/null',
    '[gc]',
    '\tauto = 0',
    '\tpruneExpire = never',
    // What comes stays a pack: thousands of small files are slow, and what a cut leaves of a pack is found at once.
    '[fetch]',
    '\tunpackLimit = 1',
    '[maintenance]',
    '\tauto = false',
    '[receive]',
    '\tdenyDeletes = true',
    '\tdenyNonFastForwards = true',
    '[push]',
    '\tdefault = nothing',
    '[http]',
    '\tlowSpeedLimit = 1000',
    '\tlowSpeedTime = 60',
    ...(filter === 'none' ? [] : ['[extensions]', '\tpartialClone = upstream']),
    ...remote('upstream', upstream, promisor),
    ...(origin === null ? [] : remote('origin', origin)),
    '',
  ].join('\n')
}

function quote(text: string): string {
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`
}
