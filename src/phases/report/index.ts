import type { Report } from '../../notify/report.ts'
import { sayTime } from '../../notify/words.ts'
import type { Advice } from '../../openclaw/advisories/advise.ts'
import type { Journal, PhaseEntry, RunEntry, StepEntry } from '../../ports/journal.ts'
import type { PhaseRecord, StepRecord } from '../../ports/run.ts'
import { type ReadNotes, readNotes } from '../notes.ts'
import { suggestRemedy } from './suggest-remedy.ts'

/** The report of a run, made from the journal alone: the same now, after a restart, and next year. */
export function readReport(journal: Journal, runId: string): Report | null {
  const entry = journal.readRun(runId)
  return entry ? buildReport(entry, journal.phasesOf(runId), journal.stepsOf(runId)) : null
}

export function buildReport(
  entry: RunEntry,
  phases: readonly PhaseEntry[],
  steps: readonly StepEntry[],
): Report {
  const notes = readNotes(entry.notes)
  const endedMs =
    entry.finishedAtMs ??
    Math.max(entry.startedAtMs, ...phases.map(phase => phase.endedAtMs ?? phase.startedAtMs))
  return {
    schemaVersion: 1,
    runId: entry.id,
    trigger: entry.trigger,
    dryRun: notes.dryRun ?? false,
    ...standing(entry, notes),
    startedAt: iso(entry.startedAtMs),
    durationMs: endedMs - entry.startedAtMs,
    unit: notes.unit ?? null,
    from: notes.from ?? null,
    to: notes.to ?? null,
    reasons: notes.reasons ?? [],
    unlocksAt: notes.unlocksMs === undefined ? null : iso(notes.unlocksMs),
    isOverdue: notes.isOverdue ?? false,
    offer: notes.offer ?? null,
    advisories: worstFirst(notes.advisories ?? []),
    remedies: applied(notes),
    suggestedRemedy: suggestRemedy(entry.outcome, notes),
    preflight: notes.preflight ?? [],
    baseline: notes.baseline ?? [],
    rehearsal: notes.rehearsal ?? null,
    verdict: notes.verdict ?? null,
    rollbackVerdict: notes.rollbackVerdict ?? null,
    phases: phases.map(phase => phaseRecord(phase, phases, steps)),
    drivers: notes.drivers ?? [],
    recoveryPoint: notes.recoveryPoint ?? null,
    setAside: notes.setAside ?? null,
    evidence: notes.evidence ?? null,
    downtimeMs: notes.downtimeMs ?? null,
    changes: notes.changes ?? null,
    mirror: notes.mirror ?? null,
    ownRelease: notes.ownRelease ?? null,
    plan: notes.plan ?? [],
    forecast: notes.forecast ?? null,
    question: notes.question ?? null,
    hooks: notes.hooks ?? [],
    error: notes.error ?? null,
  }
}

/** How it ended; of a run that has not, what it waits for. */
function standing(
  { outcome }: RunEntry,
  { headline, nextStep, question }: ReadNotes,
): Pick<Report, 'outcome' | 'headline' | 'nextStep'> {
  if (outcome === null && question?.end === null)
    return {
      outcome: 'awaiting-approval',
      headline: question.text,
      nextStep: `Say \`moltd answer keep\` or \`moltd answer rollback\` until ${sayTime(question.deadline)}; then: ${question.otherwise}.`,
    }
  return {
    outcome: outcome ?? 'stuck',
    headline: headline ?? 'the run has not ended; `moltd recover` brings it to its end',
    nextStep: nextStep ?? null,
  }
}

const severities: readonly Advice['severity'][] = ['critical', 'warning', 'note']

/** What stands in a report of each: how it was found out is moltd's own matter. */
function worstFirst(advisories: readonly Advice[]): NonNullable<Report['advisories']> {
  return advisories
    .map(({ curedBy: _curedBy, avoidDrivers: _avoidDrivers, isLeftBehind: _isLeftBehind, ...told }) => told)
    .toSorted((one, other) => severities.indexOf(one.severity) - severities.indexOf(other.severity))
}

/** With its exact changes, as they stood when the run began. */
function applied({ undertaking, remedyOffers = [] }: ReadNotes): NonNullable<Report['remedies']> {
  return remedyOffers
    .filter(({ id }) => undertaking?.remedies?.includes(id) === true)
    .map(({ id, title, changes }) => ({ id, title, changes }))
}

/** A phase may be gone through twice (after a crash): its steps are those that began while it ran. */
function phaseRecord(
  phase: PhaseEntry,
  phases: readonly PhaseEntry[],
  steps: readonly StepEntry[],
): PhaseRecord {
  const next = phases[phases.indexOf(phase) + 1]
  const isLaterOfSame = (step: StepEntry) => next?.name === phase.name && step.startedAtMs >= next.startedAtMs
  const isEarlierOfSame = (step: StepEntry) => step.startedAtMs < phase.startedAtMs
  return {
    name: phase.name,
    status: phase.status,
    startedAt: iso(phase.startedAtMs),
    durationMs: phase.endedAtMs === null ? null : phase.endedAtMs - phase.startedAtMs,
    note: phase.note,
    steps: steps
      .filter(step => step.phase === phase.name && !isEarlierOfSame(step) && !isLaterOfSame(step))
      .map(stepRecord),
  }
}

function stepRecord(step: StepEntry): StepRecord {
  return {
    name: step.name,
    summary: step.summary,
    status: step.status,
    startedAt: iso(step.startedAtMs),
    durationMs: step.endedAtMs === null ? null : step.endedAtMs - step.startedAtMs,
  }
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
