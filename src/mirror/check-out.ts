import { join } from 'node:path'
import { MoltdError } from '../ports/errors.ts'
import type { BuildSource } from './find-build-source.ts'
import { troubleOf } from './git-trouble.ts'
import type { MirrorWorld, Repository } from './repository.ts'

/**
 * A work tree with a repository of its own, which only reads from the mirror: whatever a build does with git, it cannot change the
 * mirror. Errors: E_BUILD.
 */
export async function checkOut(
  world: Pick<MirrorWorld, 'files' | 'git'>,
  mirror: Repository,
  { version, commit }: Pick<BuildSource, 'version' | 'commit'>,
  folder: string,
  limits: { timeoutMs: number; signal: AbortSignal },
): Promise<void> {
  await world.files.makeFolder(join(folder, '.git', 'objects', 'info'))
  await world.files.makeFolder(join(folder, '.git', 'refs'))
  const write = (path: string, text: string) => world.files.writeDurably(join(folder, '.git', path), text)
  await write('config', '[core]\n\trepositoryformatversion = 0\n\tbare = false\n\thooksPath = /dev/null\n')
  await write('objects/info/alternates', `${join(mirror.path, 'objects')}\n`)
  const shallow = await world.files.readTextIfThere(join(mirror.path, 'shallow'))
  if (shallow !== null) await write('shallow', shallow)
  await write('HEAD', `${commit}\n`)
  for (const words of [
    ['update-ref', `refs/tags/v${version}`, commit],
    ['checkout', '--quiet', '--force', '--detach', commit],
  ]) {
    const trouble = troubleOf(await world.git.run({ repository: folder, words, ...limits }))
    if (trouble === null) continue
    throw new MoltdError(
      'E_BUILD',
      `cannot build ${version} from the mirror: it cannot be checked out: ${trouble.reason}`,
      trouble.kind === 'damaged'
        ? '`moltd mirror verify` says what is damaged, and how the mirror is made anew.'
        : 'Nothing was touched; put that right and try again.',
    )
  }
}
