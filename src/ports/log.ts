export type LogFields = Readonly<Record<string, unknown>>

/** Structured log: a static message, data in fields. Secrets are redacted by the adapter. */
export interface Log {
  debug(fields: LogFields, message: string): void
  info(fields: LogFields, message: string): void
  warn(fields: LogFields, message: string): void
  error(fields: LogFields, message: string): void
  /** The same log with these fields on every line (run, phase, step). */
  with(fields: LogFields): Log
}
