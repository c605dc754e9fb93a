export type Narration =
  | { kind: 'phase-started'; phase: string }
  | { kind: 'phase-ended'; phase: string; status: string; durationMs: number; note: string }
  | { kind: 'step-started'; phase: string; step: string; summary: string }
  | { kind: 'step-ended'; phase: string; step: string; status: string; durationMs: number }
  /** What we wait for now, as a present sentence: "the gateway to answer on port 18789". */
  | { kind: 'waiting'; phase: string; text: string }

/** Hears how a run goes, for a terminal, a log or a chat. Never throws. */
export interface Narrator {
  tell(event: Narration): void
}
