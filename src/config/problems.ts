import type * as z from 'zod'
import { MoltdError } from '../ports/errors.ts'
import { keysBelow } from './describe-keys.ts'
import type { KeyPlace } from './locate-keys.ts'
import { credentialsInUrl } from './mirror-schema.ts'
import { nearestKey } from './nearest-key.ts'

/** One thing wrong with a config file. */
export interface Problem {
  code: 'E_CONFIG_KEY' | 'E_CONFIG_VALUE' | 'E_CONFIG_SECRET'
  path: readonly string[]
  /** What follows the name of the key in a sentence. */
  text: string
  hint: string
}

const secretHint =
  'Put it in a file that only you can read (chmod 600) and name that file in notify.discord.webhookUrlFile, or name an environment variable in notify.discord.webhookUrlEnv.'

const credentialsHint =
  'Leave it out of the address, and replace it; git takes it from a credential helper (`git config --global credential.helper store`) or from an SSH key.'

/** Every problem that zod found; the values themselves are not repeated, they may be secrets. */
export function problemsOf(issues: readonly z.core.$ZodIssue[]): Problem[] {
  return issues.flatMap(issue => {
    const path = issue.path.map(String)
    return issue.code === 'unrecognized_keys'
      ? issue.keys.map(key => unknownKey(path, key))
      : [badValue(path, issue)]
  })
}

/** Keys that a text gives twice: JSON5 would silently take the last. */
export function repeatedKeys(places: readonly KeyPlace[]): Problem[] {
  const names = places.map(place => place.path.join('\n'))
  return places
    .filter((_, index) => names.indexOf(names[index] ?? '') !== index)
    .map(({ path }) => ({
      code: 'E_CONFIG_KEY',
      path,
      text: 'is given twice',
      hint: 'Keep one of the two.',
    }))
}

/** One error for all problems of a file: a line each, in the order of the file. */
export function configError(
  file: string,
  problems: readonly Problem[],
  places: readonly KeyPlace[],
): MoltdError {
  const located = problems
    .map(problem => ({ ...problem, line: lineOf(problem.path, places) }))
    .sort((a, b) => a.line - b.line)
  const first = located[0] ?? { code: 'E_CONFIG_VALUE', hint: '' }
  const lines = located.map(
    ({ path, text, line }) => `${file}${line ? `:${line}` : ''}: ${path.join('.')} ${text}`,
  )
  return new MoltdError(first.code, lines.join('\n'), first.hint)
}

function unknownKey(parent: readonly string[], key: string): Problem {
  const path = [...parent, key]
  if (/webhookUrl$|token|secret|password/i.test(key))
    return { code: 'E_CONFIG_SECRET', path, text: 'would put a secret into the config', hint: secretHint }
  const known = keysBelow(parent).map(({ path }) => path.at(-1) ?? '')
  const nearest = nearestKey(key, known)
  const hint = nearest
    ? `Did you mean ${[...parent, nearest].join('.')}?`
    : `Known here: ${known.join(', ')}.`
  return { code: 'E_CONFIG_KEY', path, text: 'is not a key of moltd', hint }
}

function badValue(path: readonly string[], issue: z.core.$ZodIssue): Problem {
  if (issue.message === credentialsInUrl)
    return { code: 'E_CONFIG_SECRET', path, text: issue.message, hint: credentialsHint }
  if (path.at(-1)?.startsWith('webhookUrl'))
    return { code: 'E_CONFIG_SECRET', path, text: `is not usable: it ${issue.message}`, hint: secretHint }
  return { code: 'E_CONFIG_VALUE', path, text: sentence(issue.message), hint: explain(path) }
}

/** `Invalid input: expected number, received string` → `is not valid: expected number, received string`. */
function sentence(message: string): string {
  return /^must /.test(message)
    ? message
    : `is not valid: ${message.replace(/^Invalid (input|option): /, '').replace(/^[A-Z]/, letter => letter.toLowerCase())}`
}

/** What the key, or the nearest key around it, is for. */
function explain(path: readonly string[]): string {
  if (path.length === 0) return 'The file holds one object of keys; see config/moltd.example.json5.'
  const key = keysBelow(path.slice(0, -1)).find(candidate => candidate.path.at(-1) === path.at(-1))
  if (!key) return explain(path.slice(0, -1))
  return key.default === undefined
    ? key.description
    : `${key.description} Default: ${JSON.stringify(key.default)}.`
}

/** Line of a key, or of the nearest group that is there; 0 when none is. */
function lineOf(path: readonly string[], places: readonly KeyPlace[]): number {
  const found = places.findLast(place => place.path.join('\n') === path.join('\n'))
  if (found) return found.line
  return path.length > 1 ? lineOf(path.slice(0, -1), places) : 0
}
