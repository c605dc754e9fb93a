export interface AuditNote {
  /** On Discord that of the interaction: one that comes twice is the same. */
  id: string
  atMs: number
  way: 'discord' | 'terminal'
  /** `id` is Discord's; null at the terminal, where the account's name is all there is. */
  person: { id: string | null; name: string }
  /** What was asked for: `approve 2026.9.6`. */
  what: string
  isAllowed: boolean
}

export interface AuditEntry extends AuditNote {
  /** What came of it; null: nobody knows, since moltd ended meanwhile. */
  result: string | null
  endedAtMs: number | null
}

/** Who ordered what, when, and what came of it: on disk when a method returns, and bounded. Errors: E_AUDIT. */
export interface AuditTrail {
  /** Before it is done. False when this one is there already. */
  begin(note: AuditNote): boolean
  end(id: string, result: string, atMs: number): void
  /** Newest first. */
  list(limit: number): AuditEntry[]
}
