import { join } from 'node:path'
import { z } from 'zod'
import type { World } from '../ports/world.ts'

/** The version in package.json on disk; null when there is none, or it is half there. */
export async function readInstalledVersion(
  world: Pick<World, 'files'>,
  root: string,
): Promise<string | null> {
  const text = await world.files.readTextIfThere(join(root, 'package.json'))
  if (text === null) return null
  const parsed = packageJson.safeParse(parseJson(text))
  return parsed.success ? parsed.data.version : null
}

const packageJson = z.object({ name: z.literal('openclaw'), version: z.string() })

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null // half written: the same as no version
  }
}
