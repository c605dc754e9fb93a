import { join } from 'node:path'
import type { World } from '../ports/world.ts'
import { describeTree } from './describe-files.ts'
import { noHashMemory } from './hash-memory.ts'
import { type Manifest, pointOf, readManifest, writeFileList, writeManifest } from './manifest.ts'
import type { RecoveryPoint } from './recovery-point.ts'
import { writeRescueScript } from './rescue-script.ts'
import type { RestorePlan } from './restore-plan.ts'

/** Makes a recovery point of what was set aside, so that the rollback itself can be taken back. The gateway may run again. */
export async function finishAside(
  world: Pick<World, 'files' | 'clock' | 'places'>,
  plan: RestorePlan,
): Promise<RecoveryPoint> {
  const { working, path } = plan.aside
  if (await world.files.stat(path)) return pointOf(path, await readManifest(world, path))
  const startedMs = world.clock.monotonicMs()
  const trees = await Promise.all(
    ['package', 'state', 'unit'].map(async part => {
      const folder = join(working, part)
      return (await world.files.stat(folder)) ? describeTree(world, folder, part, noHashMemory) : []
    }),
  )
  const [packageBytes = 0, stateBytes = 0] = trees.map(files =>
    files.reduce((sum, file) => sum + file.sizeBytes, 0),
  )
  const lists = await writeFileList(world, working, 'files.json', trees.flat())
  const tookMs = Math.round(world.clock.monotonicMs() - startedMs)
  const manifest = describe(world, plan, lists, {
    packageBytes,
    stateBytes,
    tookMs: { package: 0, state: 0, hashes: tookMs, total: tookMs },
  })
  await writeRescueScript(world, manifest, working)
  await writeManifest(world, working, manifest)
  await world.files.syncFilesystem(working)
  await world.files.move(working, path)
  await world.files.syncEntry(join(path, '..'))
  await world.files.remove(plan.programStaging)
  return pointOf(path, manifest)
}

function describe(
  world: Pick<World, 'clock'>,
  { point, aside }: RestorePlan,
  lists: Record<string, string>,
  sizes: Pick<Manifest, 'packageBytes' | 'stateBytes' | 'tookMs'>,
): Manifest {
  return {
    ...sizes,
    formatVersion: 1,
    id: aside.id,
    reason: 'before-rollback',
    createdAt: new Date(world.clock.nowMs()).toISOString(),
    runId: point.runId,
    unit: point.unit,
    version: aside.version,
    node: aside.node,
    packageRoot: point.packageRoot,
    ...(aside.parts && { parts: [...aside.parts] }),
    launchers: [...point.launchers],
    stateFolder: point.stateFolder,
    configPath: point.configPath,
    unitFile: point.unitFile,
    loose: [...aside.loose],
    workspaces: [...point.workspaces],
    leftOut: [],
    port: point.port,
    packageMethod: 'copy',
    pinned: false,
    lastGood: false,
    // Taken while the gateway stood still: as exact as an exact pass.
    state: 'sealed',
    lists,
  }
}
