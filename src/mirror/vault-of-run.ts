import { reasonOf } from '../ports/errors.ts'
import type { MirrorReport } from '../ports/mirror-report.ts'
import type { World } from '../ports/world.ts'
import { launchOwnJob, ownJobs } from './own-job.ts'
import { listVault, vaultFolder, writeEntry } from './vault.ts'
import { markReported, readTrouble } from './vault-trouble.ts'

/** What a run has to do with the vault. It neither waits for it nor fails with it. */
export interface VaultOfRun {
  /** Has these versions kept by a unit of its own, after the run. */
  keep(versions: readonly string[]): Promise<void>
  /** What a person must be told: alarms once, what is in its way first as an alarm and then as long as it is. */
  tell(): Promise<Pick<MirrorReport, 'alarms' | 'troubles'>>
}

type RunWorld = Pick<World, 'environment' | 'files' | 'log' | 'places' | 'supervisor'>

const job = ownJobs.vault

export function vaultOfRun(world: RunWorld, moltd: readonly string[]): VaultOfRun {
  return {
    async keep(versions) {
      try {
        await launchOwnJob(world, {
          name: job,
          folder: vaultFolder(world),
          argv: [...moltd, 'vault', 'keep', '--quiet', ...versions],
        })
      } catch (error) {
        world.log.warn({ reason: reasonOf(error) }, 'the vault could not be brought up to date')
      }
    },

    async tell() {
      const alarms: string[] = []
      for (const entry of await listVault(world)) {
        const fresh = entry.alarms.filter(alarm => !alarm.isReported)
        if (fresh.length === 0) continue
        alarms.push(...fresh.map(({ text }) => text))
        await writeEntry(world, {
          ...entry,
          alarms: entry.alarms.map(alarm => ({ ...alarm, isReported: true })),
        })
      }
      const trouble = await readTrouble(world)
      if (trouble === null) return { alarms, troubles: [] }
      const text = `vault: ${trouble.reason}`
      if (trouble.isReported) return { alarms, troubles: [text] }
      await markReported(world, trouble)
      return { alarms: [...alarms, text], troubles: [] }
    },
  }
}
