import { join } from 'node:path'
import { openclawEnvironment } from '../../openclaw/cli-environment.ts'
import { openclawJobArgv } from '../../openclaw/cli-run.ts'
import { readUpdateCommandResult } from '../../openclaw/update-command-result.ts'
import { followAndConclude } from './conclude.ts'
import { updateJobName } from './job-names.ts'
import { refusePnpm } from './refuse-pnpm.ts'
import { lookAt, lookAtProgram } from './sight.ts'
import type { Driver, UpdateRequest } from './update-request.ts'

/** `openclaw update --yes --json` in a transient unit of its own: outside the gateway's process tree, and outside ours. */
export const openclawUpdateDriver: Driver = {
  name: 'openclaw-update',

  async canDrive(world, request) {
    const refusal = refusePnpm(request)
    if (refusal !== null) return refusal
    if (world.supervisor.kind === 'child') {
      return { can: false, reason: 'it restarts a service of systemd, and this gateway is a child process' }
    }
    const program = await lookAtProgram(world, request.gateway)
    if (program.version === null) return { can: false, reason: 'the package on disk is not whole' }
    const isCheckout = request.gateway.installation.kind === 'git'
    if (isCheckout && request.to !== request.channelVersion) {
      const offer = request.channelVersion ?? 'nothing that is known'
      return {
        can: false,
        reason: `a git checkout only goes where its channel goes, and that offers ${offer}`,
      }
    }
    if (program.version === request.to) return { can: false, reason: `${request.to} is on disk already` }
    return { can: true }
  },

  async drive(world, request) {
    const job = updateJobName(request.runId, 'openclaw')
    const stdoutPath = join(request.jobsFolder, 'openclaw-update.json')
    const stderrPath = join(request.jobsFolder, 'openclaw-update.log')
    const before = await lookAt(world, request.gateway, [job])
    await world.supervisor.launchJob({
      name: job,
      argv: openclawJobArgv(request.gateway, updateArguments(request)),
      environment: openclawEnvironment(request.gateway, world.environment),
      workingDirectory: request.gateway.stateFolder,
      stdoutPath,
      stderrPath,
    })
    const { outcome, reason } = await followAndConclude(world, {
      request,
      before,
      label: 'openclaw update',
      recordId: null,
      jobs: [job],
    })
    const state = await world.supervisor.inspectJob(job)
    const result = readUpdateCommandResult((await world.files.readTextIfThere(stdoutPath)) ?? '')
    const exit = state.kind === 'ended' ? `exit status ${state.exitStatus}` : 'no exit status'
    const told = result === null ? 'no result' : [result.status, result.reason].filter(Boolean).join(', ')
    const because = outcome === 'failed' ? [result?.reason, result?.detail].filter(Boolean).join(', ') : ''
    return {
      outcome,
      reason: because === '' ? reason : `${because}: ${reason}`,
      claims: [`openclaw update: ${told}, ${exit}`],
      logPaths: [stdoutPath, stderrPath],
    }
  },
}

/** `--tag` only for a target that is not the channel's own offer: with it, the channel is not followed. */
export function updateArguments({
  to,
  channelVersion,
}: Pick<UpdateRequest, 'to' | 'channelVersion'>): string[] {
  const base = ['update', '--yes', '--json']
  return to === channelVersion ? base : [...base, '--tag', to]
}
