import { join } from 'node:path'
import { journaled, type Step } from '../../engine/step.ts'
import type { Gateway } from '../../openclaw/gateway.ts'
import { reasonOf } from '../../ports/errors.ts'
import type { PhaseName } from '../../ports/run.ts'
import { note } from '../notes.ts'
import type { Undertaking, Walk } from '../way.ts'
import { gatherEvidence } from './gather.ts'
import { findSecrets, hideSecrets } from './hide-secrets.ts'

/** Of each file; the end is what matters. */
const maxFileCharacters = 256 * 1024
/** Of all together. */
const maxCharacters = 2 * 1024 * 1024
/** So many runs' evidence is kept. */
const keptRuns = 10

export interface EvidenceInput {
  undertaking: Undertaking
  reason: string
  /** A folder of its own within the run's evidence; null: the run's first one. */
  chapter: 'after-rollback' | null
}

/** Name and text of each file. */
type Pieces = [name: string, text: string][]

interface Bundle {
  /** Whose secrets are to be hidden. */
  gateway: Gateway
  chapter: EvidenceInput['chapter']
  gather(): Promise<Pieces>
}

/**
 * Keeps what a person (or an upstream issue) will ask for, before it is gone; redacted, bounded, and named in the report. A run does not fail for
 * want of evidence: only a stop request rejects.
 */
export async function collectEvidence(
  walk: Walk,
  phase: 'update' | 'verify' | 'rollback',
  input: EvidenceInput,
): Promise<void> {
  const { undertaking, chapter } = input
  await keepBundle(walk, phase, {
    gateway: undertaking.gateway,
    chapter,
    gather: () => gatherEvidence(walk, input),
  })
}

/** What a rehearsal leaves of itself when it fails: the live gateway was not touched, so the candidate's own words are all there is. */
export async function keepRehearsal(walk: Walk, gateway: Gateway, pieces: Pieces): Promise<void> {
  await keepBundle(walk, 'rehearse', { gateway, chapter: null, gather: async () => pieces })
}

async function keepBundle(walk: Walk, phase: PhaseName, bundle: Bundle): Promise<void> {
  const { run, world } = walk
  await run.step(phase, evidenceStep(walk), bundle).catch(error => {
    if (run.signal.aborted) throw error
    world.log.error({ run: run.id, error: reasonOf(error) }, 'no evidence, or not all of it')
  })
}

export function evidenceStep(walk: Walk): Step<Bundle, { folder: string }, void> {
  const { world, run } = walk
  const root = join(world.places.dataFolder, 'evidence')
  return {
    name: 'collect-evidence',
    summary: 'keep the evidence',
    timeoutMs: 60_000,
    facts: journaled<{ folder: string }>(),
    plan: async ({ chapter }) => ({ folder: join(root, run.id, chapter ?? '') }),
    do: async ({ gateway, gather }, { folder }) => {
      await prune(walk, root)
      await world.files.makeFolder(join(root, run.id), 0o700)
      await world.files.makeFolder(folder, 0o700)
      note(run, 'evidence', join(root, run.id))
      const secrets = await findSecrets(world, gateway)
      let left = maxCharacters
      for (const [name, text] of await gather()) {
        // hidden before it is cut to size: half a secret is one that nobody recognises
        const kept = hideSecrets(lastLinesOf(text), secrets).slice(
          -Math.max(1, Math.min(maxFileCharacters, left)),
        )
        left -= kept.length
        await world.files.writeDurably(join(folder, name), kept, 0o600)
      }
    },
    undo: { nothing: 'evidence is kept' },
  }
}

/** More than is kept, so that hiding does not take all day: whole lines, since half a secret could not be hidden. */
function lastLinesOf(text: string): string {
  if (text.length <= 2 * maxFileCharacters) return text
  const end = text.slice(-2 * maxFileCharacters)
  return end.slice(end.indexOf('\n') + 1)
}

/** Run ids sort by time: the oldest ones go, so that this one is the last of those that are kept. */
async function prune({ world, run }: Walk, root: string): Promise<void> {
  const others = (await world.files.list(root)).filter(name => name !== run.id)
  for (const name of others.slice(0, Math.max(0, others.length - (keptRuns - 1))))
    await world.files.remove(join(root, name))
}
