import { join } from 'node:path'
import type { World } from '../../ports/world.ts'

interface Move {
  from: string
  to: string
}

/**
 * The state as its gateway would find it after a restore: nobody holds it. Its registry of databases may name the live ones by
 * their full path; those become the copies. The same as OpenClaw does for a candidate that it tries out (`snapshotUpdateCandidateState`); and
 * its index of plugins names those of the live package.
 */
export async function isolateState(
  world: Pick<World, 'databases' | 'files'>,
  state: Move,
  program: Move,
): Promise<void> {
  const { from, to } = state
  const database = join(to, 'state', 'openclaw.sqlite')
  if ((await world.files.stat(database)) === null) return
  await world.databases.change(database, [
    { table: 'state_leases', sql: 'DELETE FROM state_leases', values: [] },
    { table: 'agent_database_leases', sql: 'DELETE FROM agent_database_leases', values: [] },
    {
      table: 'agent_databases',
      sql: 'UPDATE agent_databases SET path = ? || substr(path, ?) WHERE substr(path, 1, ?) = ?',
      values: [to, from.length + 1, from.length + 1, `${from}/`],
    },
    ...[state, program].map(move => ({
      table: 'config_machine_state',
      sql: 'UPDATE config_machine_state SET value_json = replace(value_json, ?, ?)',
      values: [`"${move.from}/`, `"${move.to}/`],
    })),
  ])
}
