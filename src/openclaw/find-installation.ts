import { basename, dirname, join, relative, resolve } from 'node:path'
import { z } from 'zod'
import { MoltdError } from '../ports/errors.ts'
import type { World } from '../ports/world.ts'
import { findPnpmLink, type PnpmLink } from './find-pnpm-link.ts'
import type { Installation } from './installation.ts'
import { readInstalledVersion } from './installed-version.ts'

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
  if (/\/\.pnpm\/|\/store\/v\d+\/links\//.test(root)) return findPnpmInstallation(world, root, facts)
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

/** The version is that of the package which the link leads to: after an update, not what an old unit still runs. */
async function findPnpmInstallation(
  world: Pick<World, 'files'>,
  packageFolder: string,
  facts: OpenclawPackage,
): Promise<Installation> {
  if (/\/global\/\d+\/(?:node_modules\/)?\.pnpm\/openclaw@/.test(packageFolder))
    throw unsupported(
      `${packageFolder} was installed by pnpm 10 or older, which keeps all its global packages in one folder`,
    )
  const link = await findPnpmLink(world, packageFolder)
  if (link === null)
    throw unsupported(`${packageFolder} is pnpm's, and no global installation of it leads there`)
  const others = link.packages.filter(name => name !== 'openclaw')
  if (others.length > 0)
    throw unsupported(`pnpm installed it together with ${others.join(', ')}, in ${link.installFolder}`)
  const { home, root } = link
  return {
    kind: 'pnpm',
    root,
    prefix: home,
    version: (await readInstalledVersion(world, root)) ?? facts.version,
    launchers: [],
    shims: await findShims(world, link, facts),
  }
}

/** In pnpm's own folders for them: scripts that run the package by its link. */
async function findShims(
  world: Pick<World, 'files'>,
  { home, root }: PnpmLink,
  facts: OpenclawPackage,
): Promise<string[]> {
  const shims: string[] = []
  for (const name of launcherNames(facts)) {
    for (const path of [join(home, 'bin', name), join(home, name)]) {
      if ((await world.files.stat(path))?.kind !== 'file') continue
      if ((await world.files.readText(path)).includes(`/${relative(home, root)}/`)) shims.push(path)
    }
  }
  return shims
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
  facts: OpenclawPackage,
): Promise<{ path: string; target: string }[]> {
  const launchers: { path: string; target: string }[] = []
  for (const name of launcherNames(facts)) {
    const path = join(prefix, 'bin', name)
    if ((await world.files.stat(path))?.kind !== 'symlink') continue
    const target = await world.files.readLink(path)
    if (resolve(dirname(path), target).startsWith(`${root}/`)) launchers.push({ path, target })
  }
  return launchers
}

function launcherNames({ bin }: OpenclawPackage): string[] {
  return typeof bin === 'object' ? Object.keys(bin) : ['openclaw']
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
    'moltd updates what `npm install --global openclaw` or, since pnpm 11, `pnpm add --global openclaw` installed, and a git checkout; reinstall OpenClaw that way and run `openclaw gateway install --force`.',
  )
}
