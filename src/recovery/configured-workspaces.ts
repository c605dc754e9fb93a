import { isAbsolute, join, relative } from 'node:path'
import JSON5 from 'json5'
import { z } from 'zod'
import type { World } from '../ports/world.ts'

const agent = z.looseObject({ workspace: z.string().optional().catch(undefined) })
const config = z.looseObject({
  agent: agent.optional().catch(undefined),
  agents: z
    .looseObject({
      defaults: agent.optional().catch(undefined),
      list: z.array(agent).optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
})

/** Folders inside the state folder that the config declares as workspaces, relative to it. */
export async function findConfiguredWorkspaces(
  world: Pick<World, 'files' | 'places'>,
  configPath: string,
  stateFolder: string,
): Promise<string[]> {
  const parsed = config.safeParse(parse(await world.files.readTextIfThere(configPath)))
  if (!parsed.success) return []
  const { agents, agent: single } = parsed.data
  const declared = [single, agents?.defaults, ...(agents?.list ?? [])].flatMap(
    found => found?.workspace ?? [],
  )
  const inside = declared
    .map(path => relative(stateFolder, path.replace(/^~(?=\/|$)/, world.places.home)))
    .filter(path => path !== '' && !path.startsWith('..') && !isAbsolute(path))
  return [...new Set(inside.map(path => join(path)))]
}

function parse(text: string | null): unknown {
  try {
    return JSON5.parse(text ?? 'null')
  } catch {
    // A config that cannot be read declares nothing; it is saved byte by byte all the same.
    return null
  }
}
