import { join } from 'node:path'
import { reasonOf } from '../../ports/errors.ts'
import type { World } from '../../ports/world.ts'
import type { DrillFinding } from './drill.ts'

const magic = 'SQLite format 3\0'

/** Every SQLite database below the state, after the gateway has had it open and closed it. */
export async function inspectDatabases(
  world: Pick<World, 'files' | 'databases'>,
  stateFolder: string,
): Promise<DrillFinding> {
  const faults: string[] = []
  let count = 0
  const skip = (path: string) => path === 'npm' || path.endsWith('/node_modules')
  for await (const { path, kind } of world.files.walk(stateFolder, skip)) {
    if (kind !== 'file' || !/\.(sqlite|db)$/.test(path)) continue
    const full = join(stateFolder, path)
    if (Buffer.from(await world.files.readHead(full, magic.length)).toString('latin1') !== magic) continue
    count += 1
    const fault = await findFault(world, full)
    if (fault !== null) faults.push(`${path}: ${fault}`)
  }
  return {
    name: 'databases-sound',
    passed: faults.length === 0,
    text: faults.length === 0 ? `${count} databases pass SQLite's integrity check` : faults.join('; '),
  }
}

async function findFault(world: Pick<World, 'databases'>, path: string): Promise<string | null> {
  try {
    const { integrity } = await world.databases.inspect(path)
    return integrity === 'ok' ? null : integrity
  } catch (error) {
    // A database that cannot be opened is what is looked for.
    return reasonOf(error)
  }
}
