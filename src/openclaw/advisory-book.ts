import { fileURLToPath } from 'node:url'
import { reasonOf } from '../ports/errors.ts'
import type { World } from '../ports/world.ts'
import type { Advisory } from './advisories/advisory.ts'

/** `config/advisories.json5` as it was when `npm run schema` checked it: a glance does not check it again. */
const shippedFile = fileURLToPath(new URL('../../config/advisories.json', import.meta.url))

export interface AdvisorySources {
  /** The user's own file; it need not be there. */
  file: string
  /** Ids that the person insists on leaving out. */
  ignore: readonly string[]
}

export interface AdvisoryBook {
  advisories: readonly Advisory[]
  /** What is wrong with the user's own part: said in every run, and never the end of one. */
  problems: readonly string[]
}

/** The shipped advisories and the user's own; one of the user's takes the place of a shipped one with the same id. */
export async function readAdvisories(
  world: Pick<World, 'files'>,
  { file, ignore }: AdvisorySources,
): Promise<AdvisoryBook> {
  const shipped: readonly Advisory[] = JSON.parse(await world.files.readText(shippedFile))
  const problems: string[] = []
  const own = await readOwn(world, file).catch((error: unknown) => {
    problems.push(reasonOf(error))
    return []
  })
  const ownIds = new Set(own.map(({ id }) => id))
  const all = [...own, ...shipped.filter(({ id }) => !ownIds.has(id))]
  for (const id of ignore)
    if (!all.some(advisory => advisory.id === id)) problems.push(`there is no advisory ${id} to ignore`)
  return { advisories: all.filter(({ id }) => !ignore.includes(id)), problems }
}

async function readOwn({ files }: Pick<World, 'files'>, file: string): Promise<readonly Advisory[]> {
  const text = await files.readTextIfThere(file)
  if (text === null) return []
  const { parseAdvisories } = await import('./advisories/parse-advisories.ts')
  return parseAdvisories(text, file)
}
