import { join } from 'node:path'
import { scratchCommand, scratchEnvironment } from '../../recovery/drill/isolate-process.ts'
import type { ScratchGateway } from '../../recovery/drill/scratch.ts'
import { findTrespass } from '../../recovery/drill/trespass.ts'
import type { RehearsalWorld } from './rehearsal-request.ts'

export type ScratchRun =
  | { kind: 'ended'; exitStatus: number | null; stdout: string; stderr: string }
  | { kind: 'late' }
  /** It opened a file of the live gateway for writing, and was ended at once. */
  | { kind: 'trespassing'; path: string }

const lookEveryMs = 250
const graceMs = 5_000

/** An OpenClaw command on the copy, as a job that gives way to whoever else works. */
export async function runInScratch(
  world: RehearsalWorld,
  gateway: ScratchGateway,
  words: readonly string[],
  { budgetMs, signal }: { budgetMs: number; signal: AbortSignal },
): Promise<ScratchRun> {
  const [stdoutPath, stderrPath] = [join(gateway.folder, 'command.out'), join(gateway.folder, 'command.err')]
  await world.files.remove(stdoutPath)
  await world.files.remove(stderrPath)
  await world.supervisor.launchJob({
    name: gateway.job,
    argv: scratchCommand(gateway, words),
    environment: scratchEnvironment(gateway, world.environment),
    workingDirectory: gateway.stateFolder,
    stdoutPath,
    stderrPath,
  })
  world.narrator.tell({ kind: 'waiting', phase: 'rehearse', text: `openclaw ${words.join(' ')}, on a copy` })
  try {
    return await follow()
  } finally {
    await world.supervisor.endJob(gateway.job, graceMs)
  }

  async function follow(): Promise<ScratchRun> {
    const forbidden = [gateway.live.stateFolder, gateway.live.packageRoot]
    const startedMs = world.clock.monotonicMs()
    while (world.clock.monotonicMs() - startedMs < budgetMs) {
      const job = await world.supervisor.inspectJob(gateway.job)
      if (job.kind !== 'running') {
        const [stdout, stderr] = [await read(stdoutPath), await read(stderrPath)]
        return { kind: 'ended', exitStatus: job.kind === 'ended' ? job.exitStatus : null, stdout, stderr }
      }
      const path = await findTrespass(world, job.pids, forbidden)
      if (path !== null) return { kind: 'trespassing', path }
      await world.clock.sleep(lookEveryMs, signal)
    }
    return { kind: 'late' }
  }

  async function read(path: string): Promise<string> {
    return (await world.files.readTextIfThere(path)) ?? ''
  }
}
