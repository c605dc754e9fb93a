import { join } from 'node:path'
import { loopbackUrl } from '../../openclaw/gateway-address.ts'
import { probeGateway } from '../../openclaw/gateway-http.ts'
import { reasonOf } from '../../ports/errors.ts'
import { redactText } from '../../ports/redaction.ts'
import type { World } from '../../ports/world.ts'
import type { DrillFinding } from './drill.ts'
import { scratchArgv, scratchEnvironment } from './isolate-process.ts'
import type { ScratchGateway } from './scratch.ts'
import { findTrespass } from './trespass.ts'

type BootWorld = Pick<World, 'clock' | 'environment' | 'files' | 'http' | 'supervisor'>

interface Boot {
  findings: DrillFinding[]
  output: string[]
}

type Sight =
  | { kind: 'ready'; version: string | null; tookMs: number }
  | { kind: 'ended' | 'late' | 'trespassing'; why: string }

const pollMs = 250
const endGraceMs = 15_000
const shownLines = 15

/** Starts it as a job of its own, looks until it is ready or has given up, and ends it. */
export async function bootScratch(
  world: BootWorld,
  gateway: ScratchGateway,
  options: { startBudgetMs: number; signal: AbortSignal },
): Promise<Boot> {
  const log = join(gateway.folder, 'output.log')
  const refusal = await launch(world, gateway, log)
  const sight: Sight =
    refusal === null ? await watch(world, gateway, options) : { kind: 'ended', why: refusal }
  await world.supervisor.endJob(gateway.job, endGraceMs)
  return { findings: judge(gateway, sight), output: await readTail(world, log) }
}

async function launch(world: BootWorld, gateway: ScratchGateway, log: string): Promise<string | null> {
  try {
    await world.supervisor.launchJob({
      name: gateway.job,
      argv: scratchArgv(gateway),
      environment: scratchEnvironment(gateway, world.environment),
      workingDirectory: gateway.stateFolder,
      stdoutPath: log,
      stderrPath: log,
    })
    return null
  } catch (error) {
    // A Node that is gone, most of all: a restore would fail just so, and that is what the drill is asked.
    return reasonOf(error)
  }
}

async function watch(
  world: BootWorld,
  gateway: ScratchGateway,
  { startBudgetMs, signal }: { startBudgetMs: number; signal: AbortSignal },
): Promise<Sight> {
  const startedMs = world.clock.monotonicMs()
  const passedMs = () => Math.round(world.clock.monotonicMs() - startedMs)
  const forbidden = [gateway.live.stateFolder, gateway.live.packageRoot]
  let last = 'nothing answers'
  while (passedMs() < startBudgetMs) {
    signal.throwIfAborted()
    const job = await world.supervisor.inspectJob(gateway.job)
    const trespass = job.kind === 'running' ? await findTrespass(world, job.pids, forbidden) : null
    if (trespass !== null)
      return { kind: 'trespassing', why: `it opened ${trespass}, and was stopped at once` }
    const { startup, readiness } = await probeGateway(world.http, loopbackUrl(gateway.port))
    // A version before 2026.3 answers with a page and names no version.
    if (startup.kind === 'page') return { kind: 'ready', version: null, tookMs: passedMs() }
    if (startup.kind === 'answer') {
      const isReady = startup.started && readiness.kind === 'answer' && readiness.ready
      if (isReady) return { kind: 'ready', version: startup.version, tookMs: passedMs() }
      last = describe(startup.status, readiness)
    }
    if (job.kind === 'ended')
      return { kind: 'ended', why: `it ended with exit status ${job.exitStatus ?? '?'}` }
    if (job.kind === 'unknown') return { kind: 'ended', why: 'it is gone' }
    await world.clock.sleep(pollMs, signal)
  }
  return { kind: 'late', why: `not ready after ${Math.round(startBudgetMs / 1000)} s: ${last}` }
}

function describe(status: string, readiness: Awaited<ReturnType<typeof probeGateway>>['readiness']): string {
  if (readiness.kind !== 'answer') return `start-up is ${status}`
  return `start-up is ${status}, not ready: ${readiness.failing.join(', ') || 'it does not say why'}`
}

function judge({ version, port }: ScratchGateway, sight: Sight): DrillFinding[] {
  if (sight.kind !== 'ready')
    return [{ name: 'starts', passed: false, text: `the gateway does not start: ${sight.why}` }]
  const seconds = (sight.tookMs / 1000).toFixed(1)
  const isRight = sight.version === null || sight.version === version
  return [
    { name: 'starts', passed: true, text: `started and ready on port ${port} in ${seconds} s` },
    {
      name: 'serves-its-version',
      passed: isRight,
      text:
        sight.version === null
          ? `it serves, and is too old to say that it is ${version}`
          : `it says that it is ${sight.version}${isRight ? '' : `, and not ${version}`}`,
    },
  ]
}

async function readTail(world: Pick<World, 'files'>, log: string): Promise<string[]> {
  const text = (await world.files.readTextIfThere(log)) ?? ''
  return redactText(text).trimEnd().split('\n').slice(-shownLines)
}
