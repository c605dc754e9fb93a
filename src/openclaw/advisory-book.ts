import { fileURLToPath } from 'node:url'
import JSON5 from 'json5'
import type { z } from 'zod'
import { MoltdError, reasonOf } from '../ports/errors.ts'
import type { World } from '../ports/world.ts'
import { type Advisory, advisoryFileSchema, advisorySchema } from './advisories/advisory.ts'

const shippedFile = fileURLToPath(new URL('../../config/advisories.json5', import.meta.url))

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
  const shipped = parseAdvisories(await world.files.readText(shippedFile), shippedFile)
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
  return text === null ? [] : parseAdvisories(text, file)
}

/** Checks the text of an advisory file whole. Errors: E_ADVISORIES, with a line for each problem. */
export function parseAdvisories(text: string, file: string): readonly Advisory[] {
  const parsed = advisoryFileSchema.safeParse(parseText(text, file))
  if (!parsed.success) throw advisoryError(file, parsed.error.issues.map(sayIssue).join('; '))
  const ids = parsed.data.advisories.map(({ id }) => id)
  const twice = ids.find((id, index) => ids.indexOf(id) !== index)
  if (twice !== undefined) throw advisoryError(file, `the id ${twice} is given twice`)
  return parsed.data.advisories
}

function parseText(text: string, file: string): unknown {
  try {
    return JSON5.parse(text)
  } catch (cause) {
    throw advisoryError(file, reasonOf(cause).replace(/^JSON5: /, ''))
  }
}

function sayIssue(issue: z.core.$ZodIssue): string {
  const at = (key?: string) => [...issue.path.map(String), ...(key === undefined ? [] : [key])].join('.')
  if (issue.code === 'unrecognized_keys')
    return issue.keys
      .map(key => `${at(key)} is not a key that is known here; an advisory has ${knownKeys.join(', ')}`)
      .join('; ')
  if (issue.code === 'invalid_union') return `${at()} is no condition; docs/advisories.md lists them`
  return `${at()}: ${issue.message}`
}

const knownKeys = Object.keys(advisorySchema.shape)

function advisoryError(file: string, why: string): MoltdError {
  return new MoltdError(
    'E_ADVISORIES',
    `cannot use the advisories in ${file}: ${why}`,
    'docs/advisories.md says how to write your own; without the file, the shipped ones count alone.',
  )
}
