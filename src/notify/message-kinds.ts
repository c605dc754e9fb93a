import type { Report } from './report.ts'

/** What a run asks, and that it asks it no longer: one message. */
export const questionKind = 'discord-question'
export const questionEndKind = 'discord-question-end'

/** With the run, the identity of a message in the outbox: what a run asks and how it ended are told once each. */
export function kindOf({ outcome, question }: Report): string {
  if (outcome === 'awaiting-approval' && question?.end === null) return questionKind
  return outcome === 'stuck' || outcome === 'rolled-back' ? `discord-alarm-${outcome}` : 'discord-report'
}

/** What the outbox knows a message by at its place: a run has one, and one for what it asks. Short enough for a nonce of Discord's. */
export function keyOf({ runId, kind }: { runId: string; kind: string }): string {
  return kind === questionKind || kind === questionEndKind ? `${runId}-q` : runId
}

/** A report with what has been added to it since, for the how-manieth time. */
export function amendmentOf(kind: string, number: number): string {
  return `${kind}-amended-${number}`
}

export function isAmendmentOf(kind: string, amendment: string): boolean {
  return amendment.startsWith(`${kind}-amended-`)
}

/** A message that is rewritten makes no sound; what a person should hear takes the place of the run's message instead. */
export function isLoud(kind: string): boolean {
  return kind.startsWith('discord-alarm') && !kind.includes('-amended-')
}
