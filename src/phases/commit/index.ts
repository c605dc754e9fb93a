import { journaled, type Step } from '../../engine/step.ts'
import { readInstalledVersion } from '../../openclaw/installed-version.ts'
import { MoltdError } from '../../ports/errors.ts'
import { rememberDigests } from '../../recovery/package-tree.ts'
import { prunePoints } from '../../recovery/retention.ts'
import type { Ending } from '../endings.ts'
import { disarm } from '../snapshot/index.ts'
import { syncInstallation } from '../sync-installation.ts'
import { tellOutcome } from '../tell-outcome.ts'
import { clearLeftovers } from '../update/clear-leftovers.ts'
import type { Undertaking, Walk } from '../way.ts'

/** Makes the update last: on disk for certain, the exact pass disarmed, old recovery points pruned. */
export async function commit(
  walk: Walk,
  undertaking: Undertaking,
  headline = `${undertaking.to} serves, and is as well as ${undertaking.from} was`,
): Promise<Ending> {
  const { run } = walk
  const ending: Ending = { outcome: 'updated', headline }
  return run.phase('commit', async () => {
    // A remedy alone brings no program, and has synced what it set.
    const bringsProgram = undertaking.from !== undertaking.to
    if (bringsProgram) await run.step('commit', syncProgram(walk), undertaking)
    void tellOutcome(walk, ending) // nobody waits for what is put away
    if (bringsProgram) await run.step('commit', digestProgram(walk), undertaking)
    await run.step('commit', pruneRecoveryPoints(walk), undertaking)
    await run.step('commit', disarm(walk), undertaking.gateway)
    await clearLeftovers(walk.world, undertaking.gateway, run.id)
    return { value: ending, note: `${undertaking.to} is on disk for good` }
  })
}

/** npm never syncs: after a power cut a complete-looking tree may be full of empty files. */
function syncProgram({ world }: Walk): Step<Undertaking, object, void> {
  return {
    name: 'sync-program',
    summary: 'write the new program to disk for good',
    timeoutMs: 10 * 60_000,
    facts: journaled<object>(),
    plan: async () => ({}),
    do: async ({ gateway, to }) => {
      const { root } = gateway.installation
      await syncInstallation(world, gateway)
      const version = await readInstalledVersion(world, root)
      if (version === to) return
      throw new MoltdError(
        'E_TREE_CHANGED',
        `cannot commit: ${root} holds ${version ?? 'no version'}, not ${to}`,
        'Something else changes the installation; see `moltd history`.',
      )
    },
    undo: { nothing: 'a sync changes nothing' },
  }
}

/** Now that nobody waits: the next morning's recovery point is ready in half the time. */
function digestProgram({ world }: Walk): Step<Undertaking, object, void> {
  return {
    name: 'digest-program',
    summary: 'digest the new program for the next recovery point',
    timeoutMs: 10 * 60_000,
    facts: journaled<object>(),
    plan: async () => ({}),
    do: ({ gateway }) => rememberDigests(world, gateway.installation),
    undo: { nothing: 'digests are only remembered' },
  }
}

function pruneRecoveryPoints({ world, settings }: Walk): Step<Undertaking, object, void> {
  return {
    name: 'prune-recovery-points',
    summary: `keep the ${settings.keep} newest recovery points`,
    timeoutMs: 10 * 60_000,
    facts: journaled<object>(),
    plan: async () => ({}),
    do: async ({ gateway, point }) => {
      await prunePoints(world, gateway, {
        keep: settings.keep,
        needed: [point.id],
        folder: settings.recoveryFolder,
      })
    },
    undo: { nothing: 'only what retention gives up is removed' },
  }
}
