import { basename, dirname, join, resolve } from 'node:path'
import { z } from 'zod'
import { MoltdError } from '../ports/errors.ts'
import type { World } from '../ports/world.ts'
import type { Installation } from './installation.ts'

const packageSchema = z.object({
  name: z.literal('openclaw'),
  version: z.string(),
  bin: z.union([z.string(), z.record(z.string(), z.string())]).optional(),
})
type OpenclawPackage = z.infer<typeof packageSchema>

/** The installation that a script belongs to; every symlink is resolved. Errors: E_INSTALLATION_KIND, E_INSTALLATION_BROKEN. */
export async function findInstallation(world: Pick<World, 'files'>, script: string): Promise<Installation> {
  const entry = await world.files.resolve(script).catch((thrown: unknown) => {
    throw new MoltdError(
      'E_INSTALLATION_BROKEN',
      `cannot find the program of the gateway: ${script} is not there`,
      'Put the package back with `moltd recovery list` and `moltd rollback`, or reinstall OpenClaw with npm.',
      { cause: thrown },
    )
  })
  const found = await findPackage(world, entry)
  if (found === null) {
    throw unsupported(`${entry} is not part of a package named openclaw`)
  }
  const { root, facts } = found
  const git = await world.files.stat(join(root, '.git'))
  if (git?.kind === 'directory')
    return { kind: 'git', root, prefix: dirname(root), version: facts.version, launchers: [] }
  if (git !== null) throw unsupported(`${root} is a work tree of a git repository that lies elsewhere`)
  // Since version 11 pnpm's global packages are links into its store.
  if (/\/\.pnpm\/|\/pnpm\/store\/v\d+\//.test(root)) throw unsupported(`${root} was installed by pnpm`)
  if (root.includes('/.bun/')) throw unsupported(`${root} was installed by bun`)
  const prefix = npmPrefix(root)
  if (prefix === null) throw unsupported(`${root} is not in <prefix>/lib/node_modules`)
  return {
    kind: 'npm',
    root,
    prefix,
    version: facts.version,
    launchers: await findLaunchers(world, root, prefix, facts),
  }
}

/** npm's global prefix of a package root; null when the root is not where npm puts it. */
export function npmPrefix(root: string): string | null {
  const modules = dirname(root)
  const library = dirname(modules)
  const isGlobal =
    basename(root) === 'openclaw' && basename(modules) === 'node_modules' && basename(library) === 'lib'
  return isGlobal ? dirname(library) : null
}

async function findPackage(
  world: Pick<World, 'files'>,
  entry: string,
): Promise<{ root: string; facts: OpenclawPackage } | null> {
  for (let root = dirname(entry); root !== dirname(root); root = dirname(root)) {
    const parsed = packageSchema.safeParse(
      parseJson(await world.files.readTextIfThere(join(root, 'package.json'))),
    )
    if (parsed.success) return { root, facts: parsed.data }
  }
  return null
}

async function findLaunchers(
  world: Pick<World, 'files'>,
  root: string,
  prefix: string,
  { bin }: OpenclawPackage,
): Promise<{ path: string; target: string }[]> {
  const names = typeof bin === 'object' ? Object.keys(bin) : ['openclaw']
  const launchers: { path: string; target: string }[] = []
  for (const name of names) {
    const path = join(prefix, 'bin', name)
    if ((await world.files.stat(path))?.kind !== 'symlink') continue
    const target = await world.files.readLink(path)
    if (resolve(dirname(path), target).startsWith(`${root}/`)) launchers.push({ path, target })
  }
  return launchers
}

/** A package.json on the way up that is not JSON is simply not OpenClaw's. */
function parseJson(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text)
  } catch {
    return null
  }
}

function unsupported(found: string): MoltdError {
  return new MoltdError(
    'E_INSTALLATION_KIND',
    `cannot update this installation: ${found}`,
    'moltd updates what `npm install --global openclaw` installed, and a git checkout; reinstall OpenClaw that way and run `openclaw gateway install --force`.',
  )
}
