import { join } from 'node:path'
import type { Gateway } from '../openclaw/gateway.ts'
import { MoltdError, reasonOf } from '../ports/errors.ts'
import type { World } from '../ports/world.ts'
import { findConfiguredWorkspaces } from './configured-workspaces.ts'
import { describeTree } from './describe-files.ts'
import { noHashMemory } from './hash-memory.ts'
import { chooseRecoveryRoot } from './layout.ts'
import { copyLooseFiles, planLooseFiles } from './loose-files.ts'
import { type Manifest, pointOf, readManifest, writeFileList, writeManifest } from './manifest.ts'
import { savePackage } from './package-tree.ts'
import type { RecoveryPoint, RecoveryReason } from './recovery-point.ts'
import { writeRescueScript } from './rescue-script.ts'
import { planParts } from './saved-parts.ts'
import { copyLiveState } from './state-tree.ts'

export type TakeWorld = Pick<World, 'files' | 'databases' | 'commands' | 'clock' | 'places' | 'environment'>

/** Where a recovery point will be, and all that it will say of the gateway: plain JSON, written down before anything is made. */
export type PointPlan = Pick<
  RecoveryPoint,
  | 'id'
  | 'path'
  | 'reason'
  | 'runId'
  | 'unit'
  | 'version'
  | 'node'
  | 'packageRoot'
  | 'parts'
  | 'launchers'
  | 'stateFolder'
  | 'configPath'
  | 'unitFile'
  | 'loose'
  | 'workspaces'
  | 'port'
  | 'sourceCommit'
>

export interface PointRequest {
  id: string
  runId: string | null
  reason: RecoveryReason
  /** The user's own folder for recovery points. */
  folder?: string | undefined
  /** Where the source of the installed version is, in the mirror. */
  sourceCommit?: string | null
}

/** Reads only. */
export async function planRecoveryPoint(
  world: TakeWorld,
  gateway: Gateway,
  request: PointRequest,
): Promise<PointPlan> {
  const { installation, definition, configPath } = gateway
  const { id, runId, reason } = request
  const root = await chooseRecoveryRoot(world, gateway, request.folder)
  const stateFolder = (await world.files.stat(gateway.stateFolder))
    ? await world.files.resolve(gateway.stateFolder)
    : gateway.stateFolder
  return {
    id,
    runId,
    reason,
    path: join(root, id),
    unit: gateway.unit,
    version: installation.version,
    node: gateway.node,
    packageRoot: installation.root,
    ...(await planParts(world, installation)),
    launchers: installation.launchers,
    stateFolder,
    configPath,
    unitFile: definition.fragmentPath,
    loose: await planLooseFiles(world, { ...gateway, shims: installation.shims }, stateFolder),
    workspaces: await findConfiguredWorkspaces(world, configPath, stateFolder),
    port: gateway.port,
    sourceCommit: request.sourceCommit ?? null,
  }
}

/** Makes it: whole, synced and under its own name, or not at all; once made it stays as it is. Errors: E_POINT_FAILED. */
export async function takeRecoveryPoint(world: TakeWorld, plan: PointPlan): Promise<RecoveryPoint> {
  const partial = `${plan.path}.partial`
  if (await world.files.stat(plan.path)) return pointOf(plan.path, await readManifest(world, plan.path))
  try {
    await world.files.remove(partial)
    await world.files.makeFolder(partial, 0o700)
    const manifest = await fillPoint(world, plan, partial)
    await world.files.syncFilesystem(partial)
    await world.files.move(partial, plan.path)
    await world.files.syncEntry(join(plan.path, '..'))
    return pointOf(plan.path, manifest)
  } catch (error) {
    await world.files.remove(partial)
    throw new MoltdError(
      'E_POINT_FAILED',
      `cannot take a recovery point in ${plan.path}: ${reasonOf(error)}`,
      'Nothing was touched. Free some space or correct what the message names, and run moltd again.',
      { cause: error },
    )
  }
}

/** The undo of taking one: what a kill left half written goes, a whole one stays for retention to judge. */
export async function discardPartialPoint(
  world: Pick<World, 'files'>,
  plan: Pick<PointPlan, 'path'>,
): Promise<void> {
  await world.files.remove(`${plan.path}.partial`)
}

async function fillPoint(world: TakeWorld, plan: PointPlan, partial: string): Promise<Manifest> {
  const startedMs = world.clock.monotonicMs()
  const [program, state] = await Promise.all([
    savePackage(world, plan, partial),
    saveState(world, plan, partial),
  ])
  await copyLooseFiles(world, plan.loose, partial)
  await writeRescueScript(world, plan, partial)
  const hashingMs = world.clock.monotonicMs()
  const files = [
    ...program.files,
    ...(await describeTree(world, join(partial, 'state'), 'state', noHashMemory)),
    ...(await describeTree(world, join(partial, 'unit'), 'unit', noHashMemory)),
  ]
  const lists = await writeFileList(world, partial, 'files.json', files)
  const nowMs = world.clock.monotonicMs()
  const { path: _, parts, ...facts } = plan
  const manifest: Manifest = {
    ...facts,
    ...(parts && { parts: [...parts] }),
    launchers: [...plan.launchers],
    loose: [...plan.loose],
    workspaces: [...plan.workspaces],
    formatVersion: 1,
    createdAt: new Date(world.clock.nowMs()).toISOString(),
    leftOut: state.leftOut,
    packageMethod: program.method,
    packageBytes: program.bytes,
    stateBytes: state.bytes,
    tookMs: {
      package: Math.round(program.tookMs),
      state: Math.round(state.tookMs),
      hashes: Math.round(nowMs - hashingMs),
      total: Math.round(nowMs - startedMs),
    },
    pinned: false,
    lastGood: false,
    state: 'live',
    lists,
  }
  await writeManifest(world, partial, manifest)
  return manifest
}

async function saveState(world: TakeWorld, plan: PointPlan, partial: string) {
  const startedMs = world.clock.monotonicMs()
  const pass = await copyLiveState(world, plan, partial)
  return { ...pass, tookMs: world.clock.monotonicMs() - startedMs }
}
