/** What a person may decide: keep the new version, or go back to the old one. */
export type Choice = 'keep' | 'rollback'

export interface NewQuestion {
  /** Of the run that waits: it asks one thing at a time. */
  id: string
  /** What happened and what is to be decided, in words for a person. */
  text: string
  choices: readonly Choice[]
  /** What happens when nobody answers by the deadline. */
  otherwise: Choice
  askedAtMs: number
  /** By the wall clock, so that it holds across a reboot. */
  deadlineMs: number
}

/** `overdue`: nobody answered, and what was said beforehand counts. `withdrawn`: there was nothing left to decide. */
export type QuestionEnd =
  | { kind: 'answered'; choice: Choice; by: string; atMs: number }
  | { kind: 'overdue'; choice: Choice; atMs: number }
  | { kind: 'withdrawn'; reason: string; atMs: number }

export interface Question extends NewQuestion {
  /** null: it is open. */
  end: QuestionEnd | null
}

/** What became of an answer. `ended`: another end came first. `late`: its deadline is over. */
export type AnswerResult =
  | { kind: 'taken' | 'ended' | 'late' | 'not-a-choice'; question: Question }
  | { kind: 'unknown' }

/** Questions that a run asks and a person answers, wherever they are; on disk when a method returns. A question ends once. */
export interface Questions {
  /**
   * Opens a question. One that was asked before stays as it is, deadline and answer included, so that a run that died goes on waiting;
   * one that was withdrawn is open again, with its first deadline. Returns what stands now.
   */
  ask(question: NewQuestion): Question
  read(id: string): Question | null
  /** Oldest first. */
  listOpen(): Question[]
  answer(id: string, answer: { choice: Choice; by: string; atMs: number }): AnswerResult
  /** Ends an open question from our side; an end that came before stays. Returns what stands now. */
  end(id: string, end: Exclude<QuestionEnd, { kind: 'answered' }>): Question | null
}
