import { join } from 'node:path'
import { z } from 'zod'
import type { World } from '../ports/world.ts'
import { vaultFolder } from './vault.ts'

type Disk = Pick<World, 'files' | 'places'>

const troubleSchema = z.object({ reason: z.string(), isReported: z.boolean() })

/** Why the last try to keep a version failed, and whether a person was told that tries fail; null: it did not. */
export type VaultTrouble = z.infer<typeof troubleSchema>

/** What is not readable as one of ours was told by another moltd. */
export async function readTrouble(world: Disk): Promise<VaultTrouble | null> {
  const text = await world.files.readTextIfThere(troublePath(world))
  if (text === null) return null
  try {
    return troubleSchema.parse(JSON.parse(text))
  } catch {
    return null // it is written durably, so it is none of this version's
  }
}

/** The vault is filled when nobody looks: what went wrong stands in the next reports. null: nothing did. The caller holds the vault's lock. */
export async function noteTrouble(world: Disk, reason: string | null): Promise<void> {
  if (reason === null) return world.files.remove(troublePath(world))
  const before = await readTrouble(world)
  await write(world, { reason, isReported: before?.isReported ?? false })
}

export async function markReported(world: Disk, trouble: VaultTrouble): Promise<void> {
  await write(world, { ...trouble, isReported: true })
}

async function write(world: Disk, trouble: VaultTrouble): Promise<void> {
  await world.files.makeFolder(vaultFolder(world), 0o700)
  await world.files.writeDurably(troublePath(world), JSON.stringify(trouble), 0o600)
}

function troublePath(world: Pick<World, 'places'>): string {
  return join(vaultFolder(world), 'trouble.json')
}
