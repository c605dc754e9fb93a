import { join } from 'node:path'
import { callGateway } from '../../openclaw/gateway-call.ts'
import { readInstalledVersion } from '../../openclaw/installed-version.ts'
import { observeServing } from '../../openclaw/serving.ts'
import { reasonOf } from '../../ports/errors.ts'
import { redactFields } from '../../ports/redaction.ts'
import { readNotes } from '../notes.ts'
import { jobsFolder, type Walk } from '../way.ts'
import { diffConfig, diffUnit } from './diff-files.ts'
import type { EvidenceInput } from './index.ts'

const journalLines = 2000
/** A rollback does not wait longer for OpenClaw to tell its own story. */
const recordWithinMs = 4_000

const introduction = `What moltd kept of a run that did not end well, for you and for an upstream issue.
Secrets are taken out; read it before you hand it over all the same.

summary.json         why, versions, the unit's state, how the program was replaced
checks.json          every check before and after, and each look at which an answer changed
gateway-journal.txt  what the gateway said since the run began
config-keys.txt      which keys of the config changed (never their values)
unit.txt             which lines of the unit and its drop-ins changed
update-runs.json     OpenClaw's own record of updates, if it told
port.txt             who listens on the gateway's port
disk.txt             room on the disks
update-*             what the updaters said
after-rollback/      the same of the old version, where that did not come up
`

/** Name and text of each piece; what cannot be had says why. */
export async function gatherEvidence(walk: Walk, input: EvidenceInput): Promise<[string, string][]> {
  const { world, engine, run } = walk
  const { undertaking, reason } = input
  const { gateway, from, to, startedAtMs } = undertaking
  const notes = readNotes(engine.journal.readRun(run.id)?.notes ?? {})
  const piece = async (name: string, tell: () => Promise<string>): Promise<[string, string]> => [
    name,
    await tell().catch(error => `cannot be told: ${reasonOf(error)}\n`),
  ]
  const pieces = await Promise.all([
    piece('summary.json', async () =>
      json({
        reason,
        from,
        to,
        disk: await readInstalledVersion(world, gateway.installation.root),
        served: (await observeServing(world, gateway)).note,
        node: gateway.node,
        unit: await world.supervisor.inspect(gateway.unit),
        drivers: notes.drivers ?? [],
        verdict: notes.verdict?.kind ?? null,
        question: notes.question ?? null,
      }),
    ),
    piece('checks.json', async () => {
      const after = input.chapter === null ? notes.verdict : notes.rollbackVerdict
      return json({ baseline: notes.baseline ?? [], after: after?.checks ?? [], looks: notes.looks ?? [] })
    }),
    piece('gateway-journal.txt', async () =>
      lines(await world.supervisor.readJournal(gateway.unit, startedAtMs, journalLines)),
    ),
    piece('config-keys.txt', async () => lines(await diffConfig(world, undertaking))),
    piece('unit.txt', async () => lines(await diffUnit(world, undertaking))),
    piece('update-runs.json', () => tellUpdateRuns(walk, input)),
    piece('port.txt', () => tellListeners(walk, gateway.port)),
    piece('disk.txt', () => tellDisks(walk, [gateway.installation.root, gateway.stateFolder])),
  ])
  return [['README.txt', introduction], ...pieces, ...(await updateLogs(walk))]
}

async function tellUpdateRuns({ world }: Walk, { undertaking }: EvidenceInput): Promise<string> {
  const serving = await observeServing(world, undertaking.gateway)
  if (serving.kind !== 'started') return `not asked: ${serving.note}\n`
  const late = new AbortController()
  const ended = new AbortController()
  const reason = `no answer within ${recordWithinMs / 1000} s`
  const alarm = world.clock.sleep(recordWithinMs, ended.signal).then(
    () => late.abort(new Error(reason)),
    () => undefined, // the answer came first
  )
  try {
    const answer = await callGateway(world, undertaking.gateway, 'update.runs.list', {
      timeoutMs: recordWithinMs,
      signal: late.signal,
    })
    return answer.kind === 'ok' ? json({ answer: answer.value }) : `${answer.kind}: ${answer.text}\n`
  } finally {
    ended.abort()
    await alarm
  }
}

async function tellListeners({ world }: Walk, port: number): Promise<string> {
  const [listeners, processes] = await Promise.all([
    world.processes.listenersOn(port),
    world.processes.list(),
  ])
  if (listeners.length === 0) return `nobody listens on ${port}\n`
  return lines(
    listeners.map(({ address, pid }) => {
      const argv = processes.find(process => process.pid === pid)?.argv.join(' ')
      return `${address}:${port}  process ${pid ?? 'of somebody else'}  ${argv ?? ''}`
    }),
  )
}

async function tellDisks({ world }: Walk, paths: readonly string[]): Promise<string> {
  const folders = [...paths, world.places.dataFolder, world.places.temporaryFolder]
  return lines(
    await Promise.all(
      folders.map(async path => {
        const { availableBytes, totalBytes } = await world.files.space(path)
        return `${path}: ${Math.round(availableBytes / 1e6)} of ${Math.round(totalBytes / 1e6)} MB free`
      }),
    ),
  )
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

function json(value: Readonly<Record<string, unknown>>): string {
  return `${JSON.stringify(redactFields(value), null, 2)}\n`
}

function lines(texts: readonly string[]): string {
  return `${texts.join('\n')}\n`
}
