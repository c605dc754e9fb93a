import { createHash } from 'node:crypto'
import { chmod, cp, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Orders, OrdersByVersion } from './orders.ts'

const template = fileURLToPath(new URL('./package', import.meta.url))

export interface StandInPackage {
  version: string
  /** `engines.node`; default: any Node that has node:sqlite. */
  nodeRange?: string
  /** Default: what that version of the real package had. */
  schemas?: { state: number; agent: number }
  /** The version that is inside, where it is not the one outside. */
  inside?: string
  /** Files that are not in it, or have nothing in them. */
  omit?: readonly string[]
  empty?: readonly string[]
  /** Faults that are part of this release. */
  faults?: Orders
}

/** Installs a stand-in `openclaw` as `npm i -g --prefix` leaves the real one. */
export async function installStandIn(options: StandInPackage & { prefix: string }) {
  const root = join(options.prefix, 'lib/node_modules/openclaw')
  const launcher = join(options.prefix, 'bin/openclaw')
  await writePackage(root, options)
  await mkdir(join(options.prefix, 'bin'), { recursive: true })
  await rm(launcher, { force: true })
  await symlink('../lib/node_modules/openclaw/openclaw.mjs', launcher)
  return {
    prefix: options.prefix,
    root,
    launcher,
    entry: join(root, 'dist/index.js'),
    version: options.version,
  }
}

/** Makes a version available to the updater of the stand-in below this prefix, and to the registry server; default tag: latest. */
export async function publishStandIn(options: StandInPackage & { prefix: string; tag?: string | null }) {
  const registry = join(options.prefix, 'stand-in/registry')
  await writePackage(join(registry, options.version), options)
  const tags = await readJson(join(registry, 'dist-tags.json'))
  const tag = options.tag === undefined ? 'latest' : options.tag
  if (tag)
    await writeFile(join(registry, 'dist-tags.json'), JSON.stringify({ ...tags, [tag]: options.version }))
  return registry
}

/** Replaces all orders of the stand-in below this prefix; they count from the next thing that it does. */
export async function orderStandIn(prefix: string, orders: OrdersByVersion): Promise<void> {
  const path = join(prefix, 'stand-in/orders.json')
  await mkdir(join(prefix, 'stand-in'), { recursive: true })
  await writeFile(`${path}.new`, JSON.stringify(orders))
  await rename(`${path}.new`, path)
}

async function writePackage(root: string, options: StandInPackage): Promise<void> {
  const { nodeRange = '>=22.13', faults = {} } = options
  const version = options.inside ?? options.version
  const commit = createHash('sha1').update(version).digest('hex')
  const manifest = {
    name: 'openclaw',
    version,
    openclaw: { schemaVersions: options.schemas ?? schemasOf(version) },
    description: 'A stand-in for tests',
    license: 'MIT',
    bin: { openclaw: 'openclaw.mjs' },
    type: 'module',
    engines: { node: nodeRange },
    standIn: faults,
  }
  await rm(root, { recursive: true, force: true })
  await cp(join(template, 'openclaw.mjs'), join(root, 'openclaw.mjs'))
  await cp(join(template, 'code'), join(root, 'dist'), { recursive: true })
  await chmod(join(root, 'openclaw.mjs'), 0o755)
  const chunk = join(root, `dist/server-methods-${commit.slice(0, 8)}.js`)
  await rename(join(root, 'dist/server-methods.js'), chunk)
  const build = {
    version,
    commit,
    builtAt: '2026-09-18T18:51:37.323Z',
    buildId: `${version}-release-${commit.slice(0, 12)}`,
  }
  await writeFile(join(root, 'dist/build-info.json'), JSON.stringify(build, null, 2))
  await writeFile(join(root, 'package.json'), JSON.stringify(manifest, null, 2))
  await writeFiller(root, version)
  for (const path of options.omit ?? []) await rm(join(root, path))
  for (const path of options.empty ?? []) await writeFile(join(root, path), '')
}

/** Some skills and docs, so that a package is more than its code: nested, many, one of them large. */
async function writeFiller(root: string, version: string): Promise<void> {
  for (const skill of ['github', 'notes', 'weather']) {
    await mkdir(join(root, 'skills', skill, 'scripts'), { recursive: true })
    await writeFile(join(root, 'skills', skill, 'SKILL.md'), `# ${skill}\n\nOf ${version}.\n`)
    await writeFile(join(root, 'skills', skill, 'scripts/run.sh'), '#!/bin/sh\nexit 0\n', { mode: 0o755 })
  }
  await writeFile(join(root, 'CHANGELOG.md'), `# ${version}\n\n${'- A change.\n'.repeat(5000)}`)
}

/** Schema versions as the real packages state them; any other version has those of the nearest train. */
function schemasOf(version: string): { state: number; agent: number } {
  const known: Record<string, { state: number; agent: number }> = {
    '2026.9.4': { state: 17, agent: 19 },
    '2026.9.5': { state: 17, agent: 21 },
    '2026.9.6': { state: 18, agent: 23 },
  }
  const [year = 0, month = 0] = version.split('.').map(Number)
  const earlier = year < 2026 || (year === 2026 && month < 9)
  return known[version] ?? (earlier ? { state: month + 1, agent: month + 1 } : { state: 19, agent: 24 })
}

async function readJson(path: string): Promise<Record<string, string>> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}'
    throw error
  })
  return JSON.parse(text)
}
