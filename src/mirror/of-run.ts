import { answerCheck } from '../health/answer-check.ts'
import type { CheckResult } from '../health/check.ts'
import { reasonOf } from '../ports/errors.ts'
import type { Git } from '../ports/git.ts'
import type { MirrorReport } from '../ports/mirror-report.ts'
import type { World } from '../ports/world.ts'
import { launchOwnJob, ownJobs } from './own-job.ts'
import { findRepository, mirrorFolder } from './repository.ts'
import { sayState, sayTroubles } from './say-state.ts'
import { commitOfSource, findSource, judgeSource, pinSource } from './source.ts'
import { readState, writeState } from './state.ts'

/** What a run has to do with the mirror. It neither waits for it nor fails with it. */
export interface MirrorOfRun {
  /** Begins a sync in a unit of its own, unless one is at work; why not, if it could not. */
  begin(): Promise<string | null>
  /** How things stand; waits for a sync that is about to end, but no longer than `patienceMs`. Alarms are told once, but again when a sync is at work that writes them too. */
  tell(patienceMs: number): Promise<MirrorReport>
  /** Is the release tag what the installed program was built from? null: there is nothing to compare with yet. */
  checkSource(installation: Installed): Promise<CheckResult | null>
  /** The commit that the installed version can be built from again; null: the mirror has none. */
  commitOf(installation: Installed): Promise<string | null>
  /** Keeps that commit for good; the next sync gives it to origin. null: it could not. */
  pin(runId: string, commit: string): Promise<string | null>
}

interface Installed {
  root: string
  version: string
}

type RunWorld = Pick<World, 'clock' | 'environment' | 'files' | 'log' | 'places' | 'supervisor'>

const job = ownJobs.mirror
const lookEveryMs = 250

export function mirrorOfRun(
  world: RunWorld,
  options: { moltd: readonly string[]; git: () => Promise<Git>; onMismatch: 'say' | 'block' },
): MirrorOfRun {
  let isPinned = false
  const isAtWork = async () => (await world.supervisor.inspectJob(job)).kind === 'running'
  const repository = async () => findRepository({ ...world, git: await options.git() })

  const self: MirrorOfRun = {
    async begin() {
      try {
        await launchOwnJob(world, {
          name: job,
          folder: mirrorFolder(world),
          argv: [...options.moltd, 'mirror', 'sync', '--quiet'],
        })
        return null
      } catch (error) {
        world.log.warn({ reason: reasonOf(error) }, 'the mirror could not be brought up to date')
        return reasonOf(error)
      }
    },

    async tell(patienceMs) {
      const untilMs = world.clock.monotonicMs() + patienceMs
      while (world.clock.monotonicMs() < untilMs && (await isAtWork())) await world.clock.sleep(lookEveryMs)
      const state = await readState(world)
      if (state === null)
        return { alarms: [], troubles: [], summary: 'the first sync of the mirror is not over yet' }
      const alarms = state.alarms.filter(alarm => !alarm.isReported).map(({ text }) => text)
      if (alarms.length > 0 && !(await isAtWork()))
        await writeState(world, {
          ...state,
          alarms: state.alarms.map(alarm => ({ ...alarm, isReported: true })),
        })
      if (isPinned) await self.begin()
      return { alarms, troubles: sayTroubles(state), summary: sayState(state, world.clock.nowMs()) }
    },

    async checkSource(installation) {
      const mirror = await repository()
      if (mirror === null) return null
      const check = { name: 'source-known', title: 'the release tag is what the program was built from' }
      const result = await answerCheck(world.clock, { ...check, weight: 'advisory' }, async () =>
        judgeSource(await findSource(world, mirror, installation)),
      )
      // What is not known blocks nothing: only what is known to be wrong.
      return {
        ...result,
        weight: options.onMismatch === 'block' && result.answer === 'fail' ? 'required' : 'advisory',
      }
    },

    async commitOf(installation) {
      const mirror = await repository()
      return mirror === null ? null : commitOfSource(mirror, await findSource(world, mirror, installation))
    },

    async pin(runId, commit) {
      const mirror = await repository()
      const ref = mirror === null ? null : await pinSource(mirror, runId, commit)
      isPinned = ref !== null
      return ref
    },
  }
  return self
}
