import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { satisfiesNodeRange } from '../openclaw/node-range.ts'
import { nodeManagerOf } from '../phases/preflight/node-manager.ts'
import { MoltdError } from '../ports/errors.ts'
import type { World } from '../ports/world.ts'
import { stableNodes } from './stable-nodes.ts'

export interface SetupWarning {
  text: string
  fix: string
}

/** What starts moltd, today and tomorrow. */
export interface OwnProgram {
  node: string
  entry: string
  warnings: readonly SetupWarning[]
}

type ProgramWorld = Pick<World, 'commands' | 'files'>

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')
const nodeRange = '>=22.19'

/**
 * moltd's own Node where npm brought one, as its launcher takes it; else the one that runs us, by a name that does not change with
 * its version. Errors: E_NOT_BUILT.
 */
export async function findOwnProgram(
  world: ProgramWorld,
  running: { node: string; root?: string },
): Promise<OwnProgram> {
  const home = running.root ?? root
  const entry = join(home, 'dist', 'bin.js')
  if ((await world.files.stat(entry)) === null) {
    throw new MoltdError(
      'E_NOT_BUILT',
      `cannot find moltd's program: ${entry} is not there`,
      'In a checkout run `npm ci` first; else install moltd again.',
    )
  }
  const place = warnOfPlace(home)
  const own = await findBundledNode(world, home)
  if (own !== null) return { node: own, entry, warnings: place }
  const { node, warning } = await findLastingNode(world, running.node)
  return { node, entry, warnings: [...place, ...warning] }
}

async function findBundledNode({ files }: ProgramWorld, home: string): Promise<string | null> {
  for (const folder of [join(home, 'node_modules'), dirname(home)]) {
    const names = (await files.list(folder)).filter(name => name.startsWith('node-linux-'))
    for (const name of names) {
      const node = join(folder, name, 'bin', 'node')
      if ((await files.statTarget(node)) !== null) return node
    }
  }
  return null
}

async function findLastingNode(
  world: ProgramWorld,
  node: string,
): Promise<{ node: string; warning: SetupWarning[] }> {
  const { name } = nodeManagerOf(node)
  if (name === null) return { node, warning: [] }
  for (const candidate of stableNodes(node))
    if (await canRunMoltd(world, candidate)) return { node: candidate, warning: [] }
  return {
    node,
    warning: [
      {
        text: `moltd would run on ${node}, which is ${name}'s and goes when ${name} removes that version`,
        fix: "Install moltd with npm's optional dependencies, which bring a Node of its own; or install a Node for the whole system.",
      },
    ],
  }
}

async function canRunMoltd(world: ProgramWorld, node: string): Promise<boolean> {
  if ((await world.files.statTarget(node)) === null) return false
  const { stdout } = await world.commands.run({ argv: [node, '--version'], timeoutMs: 5_000 })
  return satisfiesNodeRange(stdout.trim().replace(/^v/, '') || '0.0.0', nodeRange)
}

/** moltd itself may lie in a folder that goes away. */
function warnOfPlace(home: string): SetupWarning[] {
  const { name } = nodeManagerOf(home)
  if (name !== null)
    return [
      {
        text: `moltd is installed in ${home}, which is ${name}'s and goes with that version of Node`,
        fix: 'Install it elsewhere: `npm install --global --prefix ~/.local moltd`, then `~/.local/bin/moltd install`.',
      },
    ]
  if (/\/_npx\/|^\/tmp\//.test(home))
    return [
      {
        text: `moltd runs from ${home}, which is cleaned up one day`,
        fix: 'Install it: `npm install --global moltd`.',
      },
    ]
  return []
}
