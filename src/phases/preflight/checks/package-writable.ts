import { dirname, join } from 'node:path'
import type { Installation } from '../../../openclaw/installation.ts'
import { listProgramParts } from '../../../openclaw/program-parts.ts'
import type { PreflightCheck } from '../question.ts'

const findTimeoutMs = 30_000

/** A file of root's (`sudo npm`) in the tree leaves a half-deleted package behind; `find` stops at the first. */
export const packageWritable: PreflightCheck = {
  name: 'package-writable',
  title: 'the package belongs to us, all of it',
  weight: 'required',
  async look(world, { gateway, signal }) {
    const { root, prefix } = gateway.installation
    const { uid } = world.places
    const folders = foldersOf(gateway.installation)
    const parts = (await listProgramParts(world, gateway.installation)).map(({ path }) => path)
    const [found, ...writable] = await Promise.all([
      world.commands.run({
        argv: [
          'find',
          ...parts,
          '(',
          '!',
          '-uid',
          String(uid),
          '-o',
          '-type',
          'd',
          '!',
          '-perm',
          '-u=wx',
          ')',
          '-print',
          '-quit',
        ],
        timeoutMs: findTimeoutMs,
        signal,
      }),
      ...folders.map(folder => world.files.canWrite(folder)),
    ])
    const locked = folders.find((_, index) => writable[index] === false)
    if (locked !== undefined) return refuse(`${locked} is not writable for us`, locked, uid)
    const foreign = found.stdout.split('\n')[0] ?? ''
    if (foreign !== '') return refuse(`${foreign} belongs to somebody else or is read-only`, prefix, uid)
    if (found.exitCode !== 0) {
      return {
        answer: 'unknown',
        reason: `the owners of ${root} could not be listed: ${found.startError ?? found.stderr.trim()}`,
      }
    }
    return { answer: 'pass', reason: `every file below ${root} is ours` }
  },
}

/** What has to be writable to put another version in place. */
function foldersOf({ kind, root, prefix, shims = [] }: Installation): string[] {
  switch (kind) {
    case 'npm':
      return [root, dirname(root), join(prefix, 'bin')]
    case 'git':
      return [root, dirname(root)]
    case 'pnpm':
      return [prefix, dirname(dirname(dirname(root))), ...shims]
  }
}

function refuse(reason: string, path: string, uid: number) {
  return { answer: 'fail' as const, reason, hint: `Take it over: \`sudo chown -R ${uid} ${path}\`` }
}
