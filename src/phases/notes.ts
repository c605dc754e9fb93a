import { z } from 'zod'
import { journaled } from '../engine/step.ts'
import type { CheckResult } from '../health/check.ts'
import type { Verdict } from '../health/verdict.ts'
import type { Report } from '../notify/report.ts'
import type { Advice } from '../openclaw/advisories/advise.ts'
import type { RemedyOffer } from '../openclaw/advisories/offer-remedies.ts'
import type { ChangeDigest } from '../ports/change-digest.ts'
import type { MirrorReport } from '../ports/mirror-report.ts'
import type { Outcome } from '../ports/run.ts'
import type { Ending } from './endings.ts'
import type { KeptLook } from './verify/keep-look.ts'
import type { Undertaking } from './way.ts'

/** What a run writes down as it goes, by name: the report is made from it, and recovery goes on from it. */
export interface Notes {
  dryRun: boolean
  unit: string
  from: string
  to: string | null
  reasons: readonly string[]
  /** When what stands in the way has passed by itself. */
  unlocksMs: number
  offer: NonNullable<Report['offer']>
  /** The advisories that apply here. */
  advisories: readonly Advice[]
  /** What each remedy would have changed when the run began. */
  remedyOffers: readonly RemedyOffer[]
  /** A vulnerable version is kept by policy for longer than it should be. */
  isOverdue: boolean
  preflight: readonly CheckResult[]
  rehearsal: NonNullable<Report['rehearsal']>
  baseline: readonly CheckResult[]
  undertaking: Undertaking
  drivers: Report['drivers']
  verdict: Verdict
  looks: readonly KeptLook[]
  /** When it became known how the run ends. */
  known: { outcome: Outcome; atMs: number }
  /** How the run ends, once nothing but hooks, mirror and vault is left to do. */
  ending: Ending
  hooks: readonly CheckResult[]
  question: NonNullable<Report['question']>
  rollbackVerdict: Verdict
  recoveryPoint: NonNullable<Report['recoveryPoint']>
  setAside: string
  evidence: string
  changes: ChangeDigest
  mirror: MirrorReport
  ownRelease: NonNullable<Report['ownRelease']>
  downtimeMs: number | null
  plan: readonly string[]
  forecast: NonNullable<Report['forecast']>
  rollbackReason: string
  headline: string
  nextStep: string | null
  error: NonNullable<Report['error']>
}

const shape = z
  .object({
    dryRun: z.boolean(),
    unit: z.string(),
    from: z.string(),
    to: z.string().nullable(),
    reasons: journaled<Notes['reasons']>(),
    unlocksMs: z.number(),
    offer: journaled<Notes['offer']>(),
    advisories: journaled<Notes['advisories']>(),
    remedyOffers: journaled<Notes['remedyOffers']>(),
    isOverdue: z.boolean(),
    preflight: journaled<Notes['preflight']>(),
    rehearsal: journaled<Notes['rehearsal']>(),
    baseline: journaled<Notes['baseline']>(),
    undertaking: journaled<Undertaking>(),
    drivers: journaled<Notes['drivers']>(),
    verdict: journaled<Verdict>(),
    looks: journaled<Notes['looks']>(),
    known: journaled<Notes['known']>(),
    ending: journaled<Ending>(),
    hooks: journaled<Notes['hooks']>(),
    question: journaled<Notes['question']>(),
    rollbackVerdict: journaled<Verdict>(),
    recoveryPoint: journaled<Notes['recoveryPoint']>(),
    setAside: z.string(),
    evidence: z.string(),
    changes: journaled<Notes['changes']>(),
    mirror: journaled<Notes['mirror']>(),
    ownRelease: journaled<Notes['ownRelease']>(),
    downtimeMs: z.number().nullable(),
    plan: journaled<Notes['plan']>(),
    forecast: journaled<Notes['forecast']>(),
    rollbackReason: z.string(),
    headline: z.string(),
    nextStep: z.string().nullable(),
    error: journaled<Notes['error']>(),
  })
  .partial()

/** Typed `note`. */
export function note<Name extends keyof Notes>(
  run: { note(name: string, value: unknown): void },
  name: Name,
  value: Notes[Name],
): void {
  run.note(name, value)
}

export type ReadNotes = z.infer<typeof shape>

export function readNotes(notes: Readonly<Record<string, unknown>>): ReadNotes {
  return shape.parse(notes)
}
