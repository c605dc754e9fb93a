/** Tells whoever started us how we are. Never rejects. */
export interface Readiness {
  /** How often a sign of life is expected, in milliseconds; null: never. */
  readonly watchdogMs: number | null
  ready(status: string): Promise<void>
  /** A true sentence in the present tense. */
  status(text: string): Promise<void>
  alive(): Promise<void>
  stopping(status: string): Promise<void>
}
