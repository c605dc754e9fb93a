import { join, relative } from 'node:path'
import { openclawEnvironment } from '../../openclaw/cli-environment.ts'
import type { Gateway } from '../../openclaw/gateway.ts'
import { folderBeside } from '../../openclaw/installation.ts'
import { readInstalledVersion } from '../../openclaw/installed-version.ts'
import type { Installer } from './find-installer.ts'
import { updateJobName } from './job-names.ts'
import { type JobSetting, runJob } from './run-job.ts'
import type { UpdateRequest, UpdateWorld } from './update-request.ts'

/** What is staged, and for whom. */
export type StageRequest = Pick<
  UpdateRequest,
  'gateway' | 'idleLimitMs' | 'jobsFolder' | 'kept' | 'longestMs' | 'runId' | 'to'
>

/** The answer of a part of the work: null is well, a text is why not. */
type Complaint = string | null

/** On the live package's file system, so that a rename puts it in place; package managers and OpenClaw take no notice of the name. */
export function stageFolderOf({ installation }: Gateway, runId: string): string {
  return join(folderBeside(installation), `.moltd-stage-${runId}`)
}

export function stagedRootOf(stageFolder: string): string {
  return join(stageFolder, 'lib', 'node_modules', 'openclaw')
}

/** Installs the exact version into a prefix of its own while the old one serves, and looks whether it is whole. */
export async function stagePackage(
  world: UpdateWorld,
  request: StageRequest,
  installer: Installer,
  stageFolder: string,
): Promise<Complaint> {
  const complaint = await installBeside(world, request, installer, stageFolder)
  return complaint ?? checkStage(world, request, stagedRootOf(stageFolder))
}

/** The package manager alone; it holds the tarball to the integrity that the registry states. */
export async function installBeside(
  world: UpdateWorld,
  request: StageRequest,
  installer: Installer,
  stageFolder: string,
  setting: JobSetting & { before?: readonly [string, ...string[]] } = {},
): Promise<Complaint> {
  const [program, ...words] = setting.before ?? []
  const install = installer.beside(stageFolder, request.to, request.kept ?? null)
  await world.files.remove(stageFolder)
  await world.files.makeFolder(join(stageFolder, 'lib'))
  const { outcome, reason } = await runJob(
    world,
    request,
    {
      label: `${installer.title} installs openclaw@${request.to} beside the old one`,
      name: updateJobName(request.runId, 'stage'),
      argv:
        program === undefined
          ? [installer.path, ...install]
          : [program, ...words, installer.path, ...install],
      environment: installer.environment,
      workingDirectory: stageFolder,
      stdoutPath: join(request.jobsFolder, 'npm-install.out'),
      stderrPath: join(request.jobsFolder, 'npm-install.log'),
    },
    setting,
  )
  if (outcome === 'done') return null
  return `cannot install openclaw@${request.to} with ${installer.title}: ${reason}`
}

/** npm has exited 0 on half a tree: the version, the files that start it, and a start by the unit's own Node say more. */
export async function checkStage(
  world: Pick<UpdateWorld, 'files' | 'commands' | 'environment'>,
  { gateway, to }: Pick<UpdateRequest, 'gateway' | 'to'>,
  root: string,
): Promise<Complaint> {
  const version = await readInstalledVersion(world, root)
  if (version !== to) return `the staged package is ${version ?? 'not whole'}, not ${to}`
  const entry = relative(gateway.installation.root, gateway.entry)
  for (const path of new Set(['package.json', 'openclaw.mjs', 'dist/index.js', entry])) {
    const stat = await world.files.statTarget(join(root, path))
    if (stat === null) return `the staged package has no ${path}`
    if (stat.sizeBytes === 0) return `the staged package has an empty ${path}`
  }
  const { exitCode, stdout, stderr } = await world.commands.run({
    argv: [gateway.node.path, join(root, 'openclaw.mjs'), '--version'],
    env: openclawEnvironment(gateway, world.environment),
    timeoutMs: 60_000,
  })
  if (exitCode === 0 && stdout.includes(to)) return null
  return `the staged package does not start with ${gateway.node.path}: ${(stderr || stdout).trim().slice(0, 300)}`
}
