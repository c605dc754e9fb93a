import { dirname, join } from 'node:path'
import { z } from 'zod'
import type { ProcessContext, ProcessInfo } from '../ports/processes.ts'
import type { World } from '../ports/world.ts'
import type { Gateway } from './gateway.ts'
import type { Installation } from './installation.ts'

const handoffScript = /\/openclaw-update-run-handoff-[^/]+\/handoff\.cjs$/
const handoffSchema = z.object({
  updateLeaseKey: z.string().optional(),
  commandArgv: z.array(z.string()).catch([]),
})

export interface Known {
  /** All that live now. */
  processes: readonly ProcessInfo[]
  /** The gateway itself, which is no updater, whoever started it. */
  mainPid: number | null
  /** Ours for certain. */
  jobPids: ReadonlySet<number>
}

/** Every living process of an OpenClaw updater that works on this gateway's installation: seeds first, then what they started. */
export async function findUpdaters(
  world: Pick<World, 'processes' | 'files'>,
  gateway: Gateway,
  known: Known,
): Promise<ProcessInfo[]> {
  const all = known.processes.filter(process => process.pid !== known.mainPid)
  const seeds = all.filter(process => known.jobPids.has(process.pid))
  for (const candidate of all.filter(process => mayUpdate(process) && !known.jobPids.has(process.pid))) {
    const context = await world.processes.contextOf(candidate)
    if (context !== null && (await isOfInstallation(world, candidate, context, gateway)))
      seeds.push(candidate)
  }
  return withDescendants(all, seeds)
}

/** By its command line alone: OpenClaw retitles itself `openclaw-update`, npm itself `npm i openclaw@…`. */
export function mayUpdate({ argv }: Pick<ProcessInfo, 'argv'>): boolean {
  const [title = '', ...rest] = argv
  if (/^openclaw-(update|doctor)\b/.test(title) || /^npm (i|install|add)\b.*\bopenclaw(@|\s|$)/.test(title)) {
    return true
  }
  const manager = argv.findIndex(word => /\/pnpm(\.[cm]?js)?$/.test(word) || word === 'pnpm')
  if (manager >= 0 && manager <= 1 && addsOpenclaw(argv.slice(manager + 1))) return true
  const script = rest.findIndex(word =>
    /\/openclaw(\.mjs)?$|\/openclaw\/dist\/(index|entry)\.m?js$/.test(word),
  )
  if (script >= 0 && rest[script + 1] === 'update') return !isReader(rest.slice(script + 2))
  return rest.some(word => handoffScript.test(word))
}

export function withDescendants(all: readonly ProcessInfo[], seeds: readonly ProcessInfo[]): ProcessInfo[] {
  const found = new Map(seeds.map(seed => [seed.pid, seed]))
  for (let before = -1; before !== found.size; ) {
    before = found.size
    for (const process of all) if (found.has(process.parentPid)) found.set(process.pid, process)
  }
  return [...found.values()]
}

async function isOfInstallation(
  world: Pick<World, 'files'>,
  { argv }: ProcessInfo,
  { environment }: ProcessContext,
  gateway: Gateway,
): Promise<boolean> {
  const isInside = (path: string) => isOfProgram(gateway.installation, path)
  if (argv.some(isInside)) return true
  const script = argv.find(word => handoffScript.test(word))
  const meta = environment.OPENCLAW_CONTROL_PLANE_UPDATE_SENTINEL_META
  const folder = script ?? meta
  if (folder !== undefined) {
    const worksOn = await readHandoffRoot(world, dirname(folder))
    if (worksOn !== null) return isInside(`${worksOn}/`)
  }
  const unit = environment.OPENCLAW_SYSTEMD_UNIT
  // A unit's name is one of its user's: another user's gateway is called the same, over a state of its own.
  return (unit === undefined || unit === gateway.unit) && stateFolderOf(environment) === gateway.stateFolder
}

/** pnpm gives each version a folder of its own, somewhere below its home. */
function isOfProgram({ kind, root, prefix }: Installation, path: string): boolean {
  if (kind !== 'pnpm') return path.startsWith(`${root}/`)
  return path.startsWith(`${prefix}/`) && path.includes('/node_modules/openclaw/')
}

/** The package root that a hand-off has leased; null when its folder is gone or says nothing. */
async function readHandoffRoot(world: Pick<World, 'files'>, folder: string): Promise<string | null> {
  const text = await world.files.readTextIfThere(join(folder, 'handoff.json'))
  if (text === null) return null
  const parsed = handoffSchema.safeParse(parseJson(text))
  if (!parsed.success) return null
  const { updateLeaseKey, commandArgv } = parsed.data
  return updateLeaseKey ?? commandArgv[1]?.replace(/\/(openclaw\.mjs|dist\/(index|entry)\.m?js)$/, '') ?? null
}

function stateFolderOf(environment: Readonly<Record<string, string>>): string {
  const profile = environment.OPENCLAW_PROFILE
  const suffix = profile === undefined || profile === '' || profile === 'default' ? '' : `-${profile}`
  return environment.OPENCLAW_STATE_DIR ?? `${environment.HOME ?? ''}/.openclaw${suffix}`
}

/** pnpm keeps its own command line: `pnpm add --global openclaw@…`. */
function addsOpenclaw(words: readonly string[]): boolean {
  const isGlobal = words.includes('-g') || words.includes('--global')
  return isGlobal && words.some(word => /^openclaw(@|$)/.test(word))
}

/** `openclaw update status`, `--dry-run`, `--help`: they look and change nothing. */
function isReader(args: readonly string[]): boolean {
  return args[0] === 'status' || args.some(word => word === '--dry-run' || word === '--help' || word === '-h')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null // half written: it will be whole at the next look
  }
}
