import { join } from 'node:path'
import type { World } from '../ports/world.ts'
import { vaultFolder } from './vault.ts'

type Disk = Pick<World, 'files' | 'places'>

/** Why the last try to keep a version failed; null: it did not. */
export async function readTrouble(world: Disk): Promise<string | null> {
  const text = await world.files.readTextIfThere(troublePath(world))
  return text?.trim() || null
}

/** The vault is filled when nobody looks: what went wrong stands in the next report. null: nothing did. The caller holds the vault's lock. */
export async function writeTrouble(world: Disk, reason: string | null): Promise<void> {
  if (reason === null) await world.files.remove(troublePath(world))
  else await world.files.writeDurably(troublePath(world), `${reason}\n`, 0o600)
}

function troublePath(world: Pick<World, 'places'>): string {
  return join(vaultFolder(world), 'trouble.txt')
}
