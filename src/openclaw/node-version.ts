import { join } from 'node:path'
import { z } from 'zod'
import type { EntryStat } from '../ports/files.ts'
import type { World } from '../ports/world.ts'

type NodeWorld = Pick<World, 'commands' | 'files' | 'places'>

/** A smaller one is a script that starts some Node or other, or leans on a library: what it starts may change behind it. */
const leastBinaryBytes = 20e6

/** Gateways of one user may run on different ones. */
const kept = 7

const memorySchema = z.record(z.string(), z.string()).catch({})

/** `24.21.0`, of the Node at a path; it is not started again while its file is the same. `why`: it does not answer. */
export async function askNodeVersion(
  world: NodeWorld,
  node: string,
): Promise<{ version: string } | { why: string }> {
  const file = join(world.places.dataFolder, 'node-versions.json')
  const key = keyOf(node, await world.files.statTarget(node))
  const known = key === null ? {} : await recall(world, file)
  const remembered = key === null ? undefined : known[key]
  if (remembered !== undefined) return { version: remembered }
  const result = await world.commands.run({ argv: [node, '--version'], env: {}, timeoutMs: 10_000 })
  const version = /^v(\d+\.\d+\.\d+\S*)/.exec(result.stdout)?.[1]
  if (version !== undefined) {
    if (key !== null) await remember(world, file, [...Object.entries(known).slice(-kept), [key, version]])
    return { version }
  }
  return {
    why: result.startError ?? (result.timedOut ? 'no answer in ten seconds' : `exit code ${result.exitCode}`),
  }
}

function keyOf(node: string, file: EntryStat | null): string | null {
  if (file === null || file.sizeBytes < leastBinaryBytes) return null
  const { device, inode, sizeBytes, modifiedMs } = file
  return [node, device, inode, sizeBytes, modifiedMs].join(' ')
}

async function recall({ files }: NodeWorld, file: string): Promise<Record<string, string>> {
  try {
    return memorySchema.parse(JSON.parse((await files.readTextIfThere(file)) ?? '{}'))
  } catch {
    return {} // half of it, or not ours to read: Node is asked again
  }
}

async function remember({ files }: NodeWorld, file: string, known: [string, string][]): Promise<void> {
  // Without a place for it (a full disk, a folder that is not there yet) Node is asked again next time.
  await files.writeDurably(file, JSON.stringify(Object.fromEntries(known)), 0o600).catch(() => undefined)
}
