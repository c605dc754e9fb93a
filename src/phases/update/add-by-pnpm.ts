import { join } from 'node:path'
import { readInstalledVersion } from '../../openclaw/installed-version.ts'
import type { Installer } from './find-installer.ts'
import { updateJobName } from './job-names.ts'
import { pointUnitAt } from './point-unit.ts'
import { runJob } from './run-job.ts'
import type { DriverResult, UpdateRequest, UpdateWorld } from './update-request.ts'

/**
 * pnpm's own way, out of a store that the stage has filled: seconds. It leads its global link to the new version and writes the
 * launchers anew; the unit names the old version's folder, so it is told the new one. Only while the gateway is stopped.
 */
export async function addByPnpm(
  world: UpdateWorld,
  request: UpdateRequest,
  pnpm: Installer,
): Promise<Pick<DriverResult, 'outcome' | 'reason'>> {
  const { gateway, to } = request
  const { root, prefix } = gateway.installation
  const { outcome, reason } = await runJob(world, request, {
    label: `${pnpm.title} puts openclaw@${to} in place`,
    name: updateJobName(request.runId, 'pnpm'),
    argv: [pnpm.path, 'add', '--global', '--prefer-offline', '--reporter=append-only', `openclaw@${to}`],
    environment: pnpm.environment,
    workingDirectory: prefix,
    stdoutPath: join(request.jobsFolder, 'pnpm-add.out'),
    stderrPath: join(request.jobsFolder, 'pnpm-add.log'),
  })
  if (outcome !== 'done') return { outcome, reason: `pnpm add --global: ${reason}` }
  const version = await readInstalledVersion(world, root)
  if (version !== to)
    return { outcome: 'failed', reason: `pnpm add --global left ${version ?? 'nothing'} at ${root}` }
  await pointUnitAt(world, gateway, await world.files.resolve(root))
  return { outcome, reason }
}
