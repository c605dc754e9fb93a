import type { OrderKind } from './desk-orders.ts'
import type { Step } from './discord-words.ts'

/** What a rollback takes back, for the one who is asked once more. Times are as Discord shows them. */
export interface RollbackPlan {
  from: string
  to: string
  /** When the recovery point was taken. */
  takenAt: string
  point: string
  size: string
  /** `live`: taken while the gateway served, so that its last moments are not in it. */
  state: 'live' | 'sealed'
}

/** What moltd says to those who press its buttons and give it commands. `who` is a person's name, `when` a time as Discord shows it. */
export interface DeskWords {
  buttons: Readonly<Record<OrderKind, string>>
  /** What a button does that its label does not say. */
  does: Readonly<Record<'approve' | 'later' | 'try-again' | 'release', (version: string) => string>>
  labels: Readonly<
    Record<
      | 'choices'
      | 'cure'
      | 'known'
      | 'hooks'
      | 'rehearsal'
      | 'said'
      | 'gateway'
      | 'advisories'
      | 'schedule'
      | 'lastRun'
      | 'orders'
      | 'recovery'
      | 'undelivered'
      | 'phases'
      | 'drivers'
      | 'reasons',
      string
    >
  >
  refused: Readonly<Record<'elsewhere' | 'nobody' | 'unlisted' | 'unwritten', string>>
  unknownButton: string
  unknownCommand: string
  unknownRun(runId: string): string
  atWork: string
  overtaken(title: string): string
  pointGone: string
  failed(reason: string): string
  /** The package or the version changed since: a yes to the old one counts for nothing. */
  void(version: string): string
  approved(version: string, until: string, next: string | null): string
  approvedAlready(version: string, who: string, until: string): string
  isSkipped(version: string): string
  later: string
  skipped(version: string): string
  unskipped(version: string): string
  released(version: string): string
  notQuarantined(version: string): string
  answered: Readonly<Record<'keep' | 'rollback', string>>
  answeredAlready(who: string, choice: 'keep' | 'rollback'): string
  questionOver: string
  started: string
  startedNot(reason: string): string
  cancelled: string
  confirmRollback(plan: RollbackPlan): { title: string; lines: readonly string[] }
  nothingToRollBack: string
  /** Who did what, on the message that everybody sees. */
  said: Readonly<
    Record<Exclude<OrderKind, 'ask-rollback' | 'cancel' | 'details'>, (who: string, when: string) => string>
  >
  /** It ended without a press here. */
  saidElsewhere(who: string, choice: 'keep' | 'rollback'): string
  saidByNobody(choice: 'keep' | 'rollback'): string
  saidInVain: string
  ranBy(who: string): string
  wouldUpdate(step: Step): string
  status: {
    title: string
    serves(version: string, served: string | null): string
    noDaemon: string
    nextRun(when: string): string
    noRunYet: string
    hold(until: string | null): string
    pin(range: string): string
    skipped(versions: string): string
    quarantined(version: string): string
    breaker: string
    points(count: number, size: string, newest: string): string
    openRun(runId: string): string
  }
  check: {
    offers(installed: string, offered: string): string
    upToDate(installed: string): string
    nothingOffered(installed: string): string
    willUpdate(version: string, when: string): string
    stays: Readonly<Record<'up-to-date' | 'held' | 'awaiting-approval' | 'blocked', (when: string) => string>>
    noRun: string
  }
  hold: { begun(who: string, until: string | null): string; ended(who: string): string; none: string }
  history: { title: string; none: string; dryRun: string }
  doctor: { well(count: number): string; found(broken: number, warnings: number): string; more: string }
  details: string
}
