import type { CheckResult } from '../health/check.ts'
import type { Verdict } from '../health/verdict.ts'
import type { Advice } from '../openclaw/advisories/advise.ts'
import type { ChangeDigest } from '../ports/change-digest.ts'
import type { MirrorReport } from '../ports/mirror-report.ts'
import type { Choice } from '../ports/questions.ts'
import type { Outcome, PhaseRecord, Trigger } from '../ports/run.ts'

/** What became of trying the candidate out, and what it cost. */
export interface RehearsalReport {
  /** `failed`: the candidate never reached the live gateway. */
  kind: 'passed' | 'failed' | 'skipped'
  /** One sentence. */
  reason: string
  /** Part by part, each with what it took. */
  checks: readonly CheckResult[]
  durationMs: number
  /** On disk while it lasted; null when nothing was laid out. */
  bytes: number | null
}

/** What a run says when it is over: pure data, the one source for console, JSON, Discord and history. */
export interface Report {
  /** Of this document; a reader may rely on the keys of a major version. */
  schemaVersion: 1
  runId: string
  /** The machine's name, for a reader of several; absent when nobody asked. */
  host?: string
  trigger: Trigger
  dryRun: boolean
  /** For a dry run: what the run would come to if all goes well; `updated` reads "would be updated". */
  outcome: Outcome
  /** One sentence with the reason. */
  headline: string
  startedAt: string
  durationMs: number
  unit: string | null
  /** The version that was installed when the run began. */
  from: string | null
  /** The version that the run was to bring. */
  to: string | null
  /** Why it was decided so, in order. */
  reasons: readonly string[]
  /** When what stood in the way has passed by itself; null: it takes more than time, or nothing did. */
  unlocksAt: string | null
  /** A version that is known to be vulnerable has been kept by policy for longer than the deadline. */
  isOverdue: boolean
  /** Advisories that applied when the run began, worst first; absent in what older versions of moltd wrote. */
  advisories?: readonly Pick<
    Advice,
    'id' | 'title' | 'kind' | 'severity' | 'about' | 'version' | 'reason' | 'evidence' | 'cure' | 'remedy'
  >[]
  /** Remedies that the run applied before the update, or alone; absent in what older versions of moltd wrote. */
  remedies?: readonly { id: string; title: string; changes: readonly string[] }[]
  /** What would cure the break that ended the run; null when nothing is known. */
  suggestedRemedy?: {
    id: string
    title: string
    /** Why it helps, and what it costs. */
    reason: string
    /** Exactly what it changes, a line each. */
    changes: readonly string[]
    /** The break that it cures. */
    because: string
    /** The version that it makes possible. */
    to: string | null
    /** Applies it and updates, in one run. */
    command: string
  } | null
  /** The package that waits for a yes: what an approval is bound to; null or absent: none waits, or nobody knows what it is. */
  offer?: { version: string; integrity: string } | null
  preflight: readonly CheckResult[]
  baseline: readonly CheckResult[]
  /** The candidate as it was tried out beside the live gateway, before anything was touched; null when it was not come so far. */
  rehearsal?: RehearsalReport | null
  verdict: Verdict | null
  /** Of the old version, after a rollback. */
  rollbackVerdict: Verdict | null
  phases: readonly PhaseRecord[]
  /** How the program was replaced: which driver, and what the others answered. */
  drivers: readonly { name: string; outcome: string; reason: string }[]
  recoveryPoint: { id: string; path: string; version: string; state: 'live' | 'sealed' } | null
  /** Where the rejected version's state and program are kept. */
  setAside: string | null
  evidence: string | null
  /** Time during which no gateway answered, in milliseconds; null when nobody watched. */
  downtimeMs: number | null
  /** What lies between the two versions; null or absent when nobody looked or it could not be found out in time. */
  changes?: ChangeDigest | null
  /** A newer moltd, told once; null or absent when there is nothing to tell. */
  ownRelease?: { installed: string; newest: string } | null
  /** The source mirror; null or absent when there is none. */
  mirror?: MirrorReport | null
  /** For a dry run: what would be done, in order. */
  plan: readonly string[]
  /** For a dry run: what it would cost, measured now and remembered from the last update. */
  forecast?: {
    recoveryPointBytes: number | null
    lastDurationMs: number | null
    lastDowntimeMs: number | null
  } | null
  /** The user's own programs that ran when all was over; may be missing. */
  hooks?: readonly CheckResult[]
  /** What a person is, or was, asked to decide; absent or null: nothing. */
  question?: {
    id: string
    text: string
    choices: readonly Choice[]
    /** What happens when nobody answers. */
    otherwise: Choice
    deadline: string
    /** null: the run waits for the answer. */
    end: {
      kind: 'answered' | 'overdue' | 'withdrawn'
      choice: Choice | null
      by: string | null
      at: string
    } | null
  } | null
  nextStep: string | null
  error: { code: string; message: string; hint: string } | null
}
