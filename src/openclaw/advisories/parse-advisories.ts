import JSON5 from 'json5'
import type { z } from 'zod'
import { MoltdError, reasonOf } from '../../ports/errors.ts'
import { type Advisory, advisoryFileSchema, advisorySchema } from './advisory.ts'

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
