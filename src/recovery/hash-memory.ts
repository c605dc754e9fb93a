import { join } from 'node:path'
import { z } from 'zod'
import type { EntryStat } from '../ports/files.ts'
import type { World } from '../ports/world.ts'

/** Digests by the identity of a file's content: device, inode, size and time. A package that did not change is not read again. */
export interface HashMemory {
  recall(file: EntryStat): string | undefined
  learn(file: EntryStat, digest: string): void
  /** Keeps what was recalled or learned, and forgets the rest. */
  save(): Promise<void>
}

const schema = z.record(z.string(), z.string())

export async function openHashMemory(world: Pick<World, 'files' | 'places'>): Promise<HashMemory> {
  const path = join(world.places.dataFolder, 'package-digests.json')
  const known = parse(await world.files.readTextIfThere(path))
  const used = new Map<string, string>()
  let learned = 0
  return {
    recall(file) {
      const digest = known.get(keyOf(file))
      if (digest !== undefined) used.set(keyOf(file), digest)
      return digest
    },
    learn(file, digest) {
      used.set(keyOf(file), digest)
      learned += 1
    },
    async save() {
      if (learned === 0 && used.size === known.size) return
      await world.files.writeDurably(path, JSON.stringify(Object.fromEntries(used)))
    },
  }
}

/** For what changes all the time: nothing is remembered. */
export const noHashMemory: HashMemory = {
  recall: () => undefined,
  learn: () => undefined,
  save: async () => undefined,
}

function keyOf({ device, inode, sizeBytes, modifiedMs }: EntryStat): string {
  return `${device}:${inode}:${sizeBytes}:${modifiedMs}`
}

function parse(text: string | null): Map<string, string> {
  try {
    return new Map(Object.entries(schema.parse(JSON.parse(text ?? '{}'))))
  } catch {
    // Only a memory: without it the files are read again.
    return new Map()
  }
}
