import { dirname } from 'node:path'
import { parseConfig } from '../config/load.ts'
import { MoltdError } from '../ports/errors.ts'
import type { World } from '../ports/world.ts'

/**
 * Writes a config that has been read back and found sound; one that is there is kept under another name, whose path is returned.
 * Errors: E_CONFIG_EXISTS, and those of reading a config.
 */
export async function writeConfig(
  world: Pick<World, 'clock' | 'files'>,
  file: string,
  text: string,
  replace: 'refuse' | 'keep-a-copy',
): Promise<string | null> {
  parseConfig(text, file)
  const present = await world.files.readTextIfThere(file)
  if (present === text) return null
  if (present !== null && replace === 'refuse')
    throw new MoltdError(
      'E_CONFIG_EXISTS',
      `cannot write ${file}: it is there already`,
      'Edit it, or run `moltd init --replace`, which keeps a copy of it.',
    )
  const copy = present === null ? null : `${file}.before-${stamp(world.clock.nowMs())}`
  await world.files.makeFolder(dirname(file), 0o700)
  if (copy !== null) await world.files.move(file, copy)
  await world.files.writeDurably(file, text, 0o600)
  return copy
}

/** A secret that only its owner may read. */
export async function writeSecret(world: Pick<World, 'files'>, file: string, secret: string): Promise<void> {
  await world.files.makeFolder(dirname(file), 0o700)
  await world.files.writeDurably(file, `${secret.trim()}\n`, 0o600)
}

/** 20261122-060003, in UTC. */
function stamp(ms: number): string {
  return new Date(ms).toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15)
}
