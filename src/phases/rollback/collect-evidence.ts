import { join } from 'node:path'
import { journaled, type Step } from '../../engine/step.ts'
import { diffConfigKeys } from '../../openclaw/diff-config-keys.ts'
import { readInstalledVersion } from '../../openclaw/installed-version.ts'
import { reasonOf } from '../../ports/errors.ts'
import { redactText } from '../../ports/redaction.ts'
import { note, readNotes } from '../notes.ts'
import { jobsFolder, type Undertaking, type Walk } from '../way.ts'

const journalLines = 2000
/** Of each file of evidence; the end is what matters. */
const maxCharacters = 256 * 1024

interface EvidenceInput {
  undertaking: Undertaking
  reason: string
}

/** Keeps what a person (or an upstream issue) will ask for, before the rollback takes it away; redacted, bounded. */
export function collectEvidence(walk: Walk): Step<EvidenceInput, { folder: string }, void> {
  const { world, run } = walk
  return {
    name: 'collect-evidence',
    summary: 'keep the evidence',
    timeoutMs: 60_000,
    facts: journaled<{ folder: string }>(),
    plan: async () => ({ folder: join(world.places.dataFolder, 'evidence', run.id) }),
    do: async (input, { folder }) => {
      await world.files.makeFolder(folder, 0o700)
      const parts = await gather(walk, input)
      for (const [name, text] of parts) {
        await world.files.writeDurably(join(folder, name), redactText(text).slice(-maxCharacters), 0o600)
      }
      note(run, 'evidence', folder)
    },
    undo: { nothing: 'evidence is kept' },
  }
}

async function gather(walk: Walk, { undertaking, reason }: EvidenceInput): Promise<[string, string][]> {
  const { world } = walk
  const { gateway, from, to, startedAtMs } = undertaking
  const journal = world.supervisor.readJournal(gateway.unit, startedAtMs, journalLines)
  const [lines, state, disk, keys, logs] = await Promise.all([
    journal.catch(error => [`no journal: ${reasonOf(error)}`]),
    world.supervisor.inspect(gateway.unit),
    readInstalledVersion(world, gateway.installation.root),
    diffConfig(walk, undertaking),
    updateLogs(walk),
  ])
  const notes = readNotes(walk.engine.journal.readRun(walk.run.id)?.notes ?? {})
  const summary = {
    reason,
    from,
    to,
    disk,
    unit: state,
    verdict: notes.verdict ?? null,
    drivers: notes.drivers ?? [],
  }
  return [
    ['summary.json', `${JSON.stringify(summary, null, 2)}\n`],
    ['gateway-journal.txt', `${lines.join('\n')}\n`],
    ['config-keys.txt', keys],
    ...logs,
  ]
}

async function diffConfig({ world }: Walk, { gateway, point }: Undertaking): Promise<string> {
  const relative = gateway.configPath.slice(gateway.stateFolder.length + 1)
  const [before, after] = await Promise.all([
    world.files.readTextIfThere(join(point.path, 'state', relative)),
    world.files.readTextIfThere(gateway.configPath),
  ])
  if (before === null || after === null)
    return `before: ${before === null ? 'absent' : 'there'}, now: ${after === null ? 'absent' : 'there'}\n`
  return `${diffConfigKeys(before, after).join('\n')}\n`
}

async function updateLogs({ world, run }: Walk): Promise<[string, string][]> {
  const folder = jobsFolder(world, run.id)
  const names = await world.files.list(folder)
  return Promise.all(
    names.map(
      async (name): Promise<[string, string]> => [
        `update-${name}`,
        (await world.files.readTextIfThere(join(folder, name))) ?? '',
      ],
    ),
  )
}
