import type { Outcome, PhaseName, Trigger } from '../ports/run.ts'
import type { DeskWords } from './discord-words-desk.ts'
import { english } from './discord-words-en.ts'
import { japanese } from './discord-words-ja.ts'

export const locales = ['en', 'ja'] as const
export type Locale = (typeof locales)[number]

export interface Step {
  from: string | null
  to: string | null
}

/** Everything that moltd itself says on Discord, in one language. The reasons of phases and checks, and what OpenClaw says, stay as they are. */
export interface DiscordWords {
  /** What happened, for the first line and the notification on a phone. */
  titles: Readonly<Record<Outcome, (step: Step) => string>>
  /** A rollback that a person asked for. */
  wentBack(step: Step): string
  /** Health could not tell, and a run waits for a person. */
  asks(step: Step): string
  /** `when` is a time that Discord shows as "in 2 hours". */
  answerBy(when: string, otherwise: 'keep' | 'rollback'): string
  /** One sentence of our own below the title; empty where the reason says it. */
  summaries: Readonly<Record<Outcome, string>>
  labels: Readonly<
    Record<
      | 'error'
      | 'alarms'
      | 'changes'
      | 'checks'
      | 'afterBack'
      | 'time'
      | 'recovery'
      | 'setAside'
      | 'evidence'
      | 'next',
      string
    >
  >
  allChecksPass(count: number): string
  someChecksPass(passed: number, count: number): string
  moreChecks(count: number): string
  asBefore: string
  /** What a check claims; one that is not moltd's own says it in its own words. */
  checkTitle(check: { name: string; title: string }): string
  oldVersion: Readonly<Record<'well' | 'ill' | 'inconclusive', string>>
  duration(ms: number): string
  /** How long it took, and how long there was no gateway. */
  took(ms: number, withoutGatewayMs: number | null): string
  where(unit: string | null, host: string | null): string
  run(runId: string): string
  /** While a run is at work. */
  atWork(step: Step): string
  goingBack(step: Step): string
  phases: Readonly<Record<PhaseName, string>>
  /** `began` is a time that Discord shows as "2 minutes ago". */
  since(began: string): string
  waitsFor(what: string): string
  triggers: Readonly<Record<Trigger, string>>
  /** Several old reports in one message. */
  late(count: number): string
  earlier(count: number): string
  otherWayShut(reason: string): string
  moreChanges(count: number): string
  allChanges: string
  unlocks(when: string): string
  overdue: string
  desk: DeskWords
}

export function wordsOf(locale: Locale): DiscordWords {
  return locale === 'ja' ? japanese : english
}
