export type ErrorCode = `E_${string}`

/**
 * A failure that a person will read: one clear sentence, and what to do next.
 * Every code has its heading in docs/failures.md.
 */
export class MoltdError extends Error {
  readonly code: ErrorCode
  readonly hint: string

  constructor(code: ErrorCode, message: string, hint: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'MoltdError'
    this.code = code
    this.hint = hint
  }
}

/** The text of whatever was thrown. */
export function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}
