import { delimiter, dirname, join } from 'node:path'
import { MoltdError } from '../ports/errors.ts'
import { redactText } from '../ports/redaction.ts'
import type { World } from '../ports/world.ts'
import { checkOut } from './check-out.ts'
import type { BuildSource } from './find-build-source.ts'
import { findManager } from './find-manager.ts'
import { buildScripts, installWords, readProjectManager } from './project-manager.ts'
import { type MirrorWorld, mirrorFolder, type Repository } from './repository.ts'

export type BuildWorld = MirrorWorld & Pick<World, 'commands'>

export interface BuildOrders {
  /** npm's own program, run by the Node that is first on the PATH of `environment`. */
  npm: string
  environment: Readonly<Record<string, string>>
  timeoutMs: number
  signal: AbortSignal
  onProgress(text: string): void
}

/** Runs one command of the build within what is left of its time. Errors: E_BUILD. */
export type RunPart = (what: string, argv: readonly [string, ...string[]], folder: string) => Promise<string>

/** A checkout of OpenClaw with what it depends on takes some; less would end in the middle. */
const leastFreeBytes = 3 * 1024 * 1024 * 1024

export function buildFolder(world: Pick<World, 'places'>): string {
  return join(mirrorFolder(world), 'build')
}

/**
 * Builds a version from the mirror, as its project builds itself, into a tarball like the one that was published; returns its path.
 * It stays until `clearBuild`. Touches nothing of the installation. Errors: E_BUILD.
 */
export async function buildPackage(
  world: BuildWorld,
  repository: Repository,
  source: BuildSource,
  orders: BuildOrders,
): Promise<string> {
  const folder = buildFolder(world)
  await clearBuild(world)
  await world.files.makeFolder(folder, 0o700)
  await expectRoom(world, source.version, folder)
  try {
    return await build(world, repository, source, orders)
  } catch (error) {
    await clearBuild(world)
    throw error
  } finally {
    await world.files.remove(join(folder, 'tree'))
  }
}

export async function clearBuild(world: Pick<World, 'files' | 'places'>): Promise<void> {
  await world.files.remove(buildFolder(world))
}

async function build(
  world: BuildWorld,
  repository: Repository,
  source: BuildSource,
  orders: BuildOrders,
): Promise<string> {
  const { version, scripts } = source
  const { signal, onProgress } = orders
  const endMs = world.clock.monotonicMs() + orders.timeoutMs
  const timeLeftMs = () => Math.max(1, endMs - world.clock.monotonicMs())
  const [folder, tree] = [buildFolder(world), join(buildFolder(world), 'tree')]
  let path = orders.environment.PATH ?? ''

  const run: RunPart = async (what, argv, cwd) => {
    if (signal.aborted) throw failed(version, 'it was asked to stop', null)
    onProgress(what)
    const env = { ...buildEnvironment(orders.environment), PATH: path }
    const done = await world.commands
      .run({ argv, cwd, env, timeoutMs: timeLeftMs(), signal })
      .catch(error => {
        if (signal.aborted) throw failed(version, 'it was asked to stop', null)
        throw error
      })
    if (done.exitCode === 0) return done.stdout
    const log = join(mirrorFolder(world), 'build.log')
    const said = redactText(`$ ${argv.join(' ')}\n${done.stdout}\n${done.stderr}\n`)
    await world.files.writeDurably(log, said, 0o600)
    const last = redactText(done.stderr.trim() || done.stdout.trim())
      .split('\n')
      .slice(-3)
      .join('; ')
      .slice(-300)
    const how = done.timedOut
      ? `its time (mirror.buildTimeoutMinutes) was over when it was to ${what}`
      : `cannot ${what}: ${done.startError ?? done.exitCode ?? done.signal}${last === '' ? '' : `: ${last}`}`
    throw failed(version, how, log)
  }

  onProgress(`check out ${source.ref}`)
  await checkOut(world, repository, source, tree, { timeoutMs: timeLeftMs(), signal })
  const files = await world.files.list(tree)
  const manager = readProjectManager(source.packageManager, files)
  if (manager === null)
    throw failed(
      version,
      `moltd builds with npm and pnpm, and it wants ${source.packageManager ?? 'another'}`,
      null,
    )
  const program = await findManager(world, manager, { ...orders, folder, run })
  // The gateway's own Node comes first; scripts call the package manager by name.
  const [first = '', ...others] = path.split(delimiter)
  path = [first, dirname(program), ...others].join(delimiter)
  await run('install what it is built with', [program, ...installWords(manager, files)], tree)
  for (const script of buildScripts(scripts)) await run(`run its ${script}`, [program, 'run', script], tree)
  const packed = join(folder, 'packed')
  await world.files.makeFolder(packed)
  await run('pack it', [program, 'pack', '--pack-destination', packed], tree)
  const tarballs = (await world.files.list(packed)).filter(name => name.endsWith('.tgz'))
  const [tarball] = tarballs
  if (tarball === undefined || tarballs.length > 1)
    throw failed(version, `${manager.name} packed ${tarballs.length} tarballs, not one`, null)
  return join(packed, tarball)
}

/** Tools for development are part of a build; nobody can be asked anything. */
function buildEnvironment({ NODE_ENV: _, ...environment }: Readonly<Record<string, string>>) {
  return {
    ...environment,
    CI: '1',
    COREPACK_ENABLE_DOWNLOAD_PROMPT: '0',
    npm_config_manage_package_manager_versions: 'false',
  }
}

async function expectRoom(world: BuildWorld, version: string, folder: string): Promise<void> {
  const { availableBytes } = await world.files.space(folder)
  if (availableBytes >= leastFreeBytes) return
  await clearBuild(world)
  throw failed(
    version,
    `only ${Math.round(availableBytes / 1024 / 1024)} MB are free, and it takes 3 GB`,
    null,
  )
}

function failed(version: string, why: string, log: string | null): MoltdError {
  return new MoltdError(
    'E_BUILD',
    `cannot build ${version} from the mirror: ${why}`,
    log === null ? 'Nothing was touched.' : `Nothing was touched; ${log} has all that it said.`,
  )
}
