// What must never be written down, in logs and in evidence alike; pure.
const censored = '[redacted]'

const secretName =
  /token|secret|password|passwd|passphrase|api[-_]?key|authorization|cookie|credential|private[-_]?key|webhook/i
/** Names that only sound like it: counts, and where a secret is kept. */
const harmlessName = /tokens(used|left|total|in|out)?$|(file|path|folder|name|present|count|limit)$/i

const secretTexts: readonly (readonly [RegExp, string])[] = [
  [/(https?:\/\/[^\s/"']*discord(?:app)?\.com\/api\/(?:v\d+\/)?webhooks\/)[^\s"'?)>]+/gi, `$1${censored}`],
  [/(:\/\/[^\s/:@"']+:)[^\s/@"']+@/g, `$1${censored}@`],
  // The look-ahead asks for a digit: "bot disconnected" is prose.
  [/\b(bearer|basic|bot)\s+(?=\S*\d)[\w.~+/=-]{12,}/gi, `$1 ${censored}`],
  // token=value, "apiKey": "value", and --token value; the value ends at a blank, a quote or a separator.
  [
    /((?:token|secret|password|passwd|api[-_]?key|_auth)["']?\s*[=:]\s*["']?)(?!\[redacted\])[^\s"'&,;}]{4,}/gi,
    `$1${censored}`,
  ],
  [/(--[\w-]*(?:token|secret|password|api-key)\s+)(?!\[redacted\])[^\s-]\S{3,}/gi, `$1${censored}`],
  [/\b(?:sk-|gh[opsu]_|xox[abprs]-|npm_)[\w-]{12,}/g, censored],
  [/\b[\w-]{24,28}\.[\w-]{6}\.[\w-]{27,}\b/g, censored],
]

/** Whether what stands under this name is to be hidden. */
export function isSecretName(name: string): boolean {
  return secretName.test(name) && !harmlessName.test(name)
}

/** The text without tokens, passwords and webhook addresses. */
export function redactText(text: string): string {
  return secretTexts.reduce((kept, [pattern, replacement]) => kept.replace(pattern, replacement), text)
}

/** The same for structured data: by the name of the key first, then by the look of each text. */
export function redactFields(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, redactMember(name, value, [])]),
  )
}

function redactMember(name: string, value: unknown, parents: readonly unknown[]): unknown {
  if (isSecretName(name) && (typeof value === 'string' || typeof value === 'number')) return censored
  return redactValue(value, parents)
}

function redactValue(value: unknown, parents: readonly unknown[]): unknown {
  if (typeof value === 'string') return redactText(value)
  if (typeof value !== 'object' || value === null) return value
  if (parents.includes(value)) return '[circular]'
  const line = [...parents, value]
  if (value instanceof Error) return redactError(value, line)
  if (value instanceof Date) return value
  if (Array.isArray(value)) return value.map(member => redactValue(member, line))
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, redactMember(name, member, line)]),
  )
}

function redactError(error: Error, parents: readonly unknown[]): unknown {
  return {
    name: error.name,
    message: redactText(error.message),
    ...('code' in error ? { code: error.code } : {}),
    ...(error.stack === undefined ? {} : { stack: redactText(error.stack) }),
    ...(error.cause === undefined ? {} : { cause: redactValue(error.cause, parents) }),
  }
}
