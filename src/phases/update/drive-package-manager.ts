import { join } from 'node:path'
import { openclawJobArgv } from '../../openclaw/cli-run.ts'
import { folderBeside } from '../../openclaw/installation.ts'
import { reasonOf } from '../../ports/errors.ts'
import { addByPnpm } from './add-by-pnpm.ts'
import { followAndConclude } from './conclude.ts'
import { findInstaller, type Installer } from './find-installer.ts'
import { updateJobName } from './job-names.ts'
import { runJob } from './run-job.ts'
import { lookAt, type Sight } from './sight.ts'
import { checkStage, stagedRootOf, stageFolderOf, stagePackage } from './stage-package.ts'
import { oldRootOf, swapPackage } from './swap-package.ts'
import type { Driver, DriverResult, UpdateRequest, UpdateWorld } from './update-request.ts'

/** Ours: the exact version by npm or pnpm, staged while the old one serves; then stop, put it in place, doctor, start. */
export const packageManagerDriver: Driver = {
  name: 'package-manager',

  async canDrive(world, { gateway }) {
    if (gateway.installation.kind === 'git')
      return { can: false, reason: 'npm does not replace a git checkout' }
    const installer = await findInstaller(world, gateway)
    if ('missing' in installer) return { can: false, reason: installer.missing }
    const folder = folderBeside(gateway.installation)
    return (await world.files.canWrite(folder))
      ? { can: true }
      : { can: false, reason: `${folder} is not ours to write` }
  },

  async drive(world, request) {
    const { gateway, runId } = request
    const installer = await findInstaller(world, gateway)
    if ('missing' in installer) return failed(installer.missing, request)
    const before = await lookAt(world, gateway)
    const stageFolder = stageFolderOf(gateway, runId)
    // The rehearsal leaves its tree here when it has passed.
    const hasPassed = (await checkStage(world, request, stagedRootOf(stageFolder))) === null
    const complaint = hasPassed ? null : await stagePackage(world, request, installer, stageFolder)
    if (complaint !== null) {
      await world.files.remove(stageFolder)
      return failed(complaint, request)
    }
    return activate(world, request, { before, installer, stageFolder })
  },
}

interface Staged {
  before: Sight
  installer: Installer
  stageFolder: string
}

async function activate(
  world: UpdateWorld,
  request: UpdateRequest,
  { before, installer, stageFolder }: Staged,
): Promise<DriverResult> {
  const { gateway, runId } = request
  tell(world, 'the old gateway to stop')
  try {
    await world.supervisor.stop(gateway.unit, gateway.definition.stopTimeoutMs)
    if (gateway.installation.kind === 'pnpm') {
      const added = await addByPnpm(world, request, installer)
      if (added.outcome === 'unfinished') return { ...failed(added.reason, request), outcome: 'unfinished' }
      if (added.outcome === 'failed') throw new Error(added.reason)
    } else await swapPackage(world, gateway, runId, stageFolder)
  } catch (thrown) {
    // The old program is in its place: better that one than none.
    await world.supervisor.start(gateway.unit)
    await world.files.remove(stageFolder)
    return { ...failed(`cannot put ${request.to} in place: ${reasonOf(thrown)}`, request), keptState: true }
  }
  const doctor = await runDoctor(world, request)
  if (doctor.outcome === 'unfinished') {
    return { ...failed(`doctor: ${doctor.reason}`, request), outcome: 'unfinished' }
  }
  await world.supervisor.reloadDefinitions()
  await world.supervisor.start(gateway.unit)
  const label = `moltd starts ${request.to}`
  const { outcome, reason } = await followAndConclude(world, {
    request,
    before,
    label,
    recordId: null,
    jobs: [],
  })
  await world.files.remove(stageFolder)
  if (outcome === 'done') await world.files.remove(oldRootOf(gateway, runId))
  return {
    outcome,
    reason: doctor.outcome === 'done' ? reason : `${reason}; doctor --fix: ${doctor.reason}`,
    claims: [`doctor --fix: ${doctor.reason}`],
    logPaths: logPathsOf(request),
  }
}

/** The new version's own migrations: never ended while they move. */
function runDoctor(world: UpdateWorld, request: UpdateRequest) {
  return runJob(world, request, {
    label: `openclaw doctor --fix of ${request.to}`,
    name: updateJobName(request.runId, 'doctor'),
    argv: openclawJobArgv(request.gateway, ['doctor', '--fix', '--non-interactive']),
    workingDirectory: request.gateway.stateFolder,
    stdoutPath: join(request.jobsFolder, 'doctor.out'),
    stderrPath: join(request.jobsFolder, 'doctor.log'),
  })
}

function failed(reason: string, request: UpdateRequest): DriverResult {
  return { outcome: 'failed', reason, claims: [], logPaths: logPathsOf(request) }
}

function logPathsOf({ jobsFolder }: UpdateRequest): string[] {
  return ['npm-install.log', 'pnpm-add.log', 'doctor.out', 'doctor.log'].map(name => join(jobsFolder, name))
}

function tell(world: UpdateWorld, text: string): void {
  world.narrator.tell({ kind: 'waiting', phase: 'update', text })
}
