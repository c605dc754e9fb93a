import type { App } from '../compose.ts'
import { buildPackage } from '../mirror/build-package.ts'
import { findBuildSource } from '../mirror/find-build-source.ts'
import { registryOf } from '../mirror/registry-of-one.ts'
import { findRepository } from '../mirror/repository.ts'
import { chooseGateway } from '../openclaw/choose-gateway.ts'
import { openclawEnvironment } from '../openclaw/cli-environment.ts'
import { surveyGateways } from '../openclaw/discover.ts'
import { findNpm } from '../phases/update/find-npm.ts'
import type { KeptPackage } from '../phases/update/update-request.ts'
import { MoltdError } from '../ports/errors.ts'
import type { Registry } from '../ports/registry.ts'
import { mirrorWorldOf } from './mirror-parts.ts'

/**
 * A version built from the source that the mirror holds, as its project builds it, and what a registry would say of it. What is built
 * stays until `clearBuild`. The caller holds the run lock. Errors: E_BUILD, E_MIRROR, E_NO_GATEWAY.
 */
export async function buildFromMirror(
  app: App,
  version: string,
  signal: AbortSignal,
): Promise<{ kept: KeptPackage; registry: Registry }> {
  const { world, settings } = app
  const mirrorWorld = { ...(await mirrorWorldOf(app)), commands: world.commands }
  const repository = await findRepository(mirrorWorld)
  if (repository === null)
    throw cannot(version, 'there is no mirror on this machine', '`moltd mirror init` says how to get one.')
  if (settings.mirror.filter !== 'none')
    throw cannot(
      version,
      `mirror.filter ${settings.mirror.filter} leaves the contents of files at upstream`,
      'Set mirror.filter to none and move the mirror aside: the next sync takes all of it.',
    )
  const gateway = await chooseGateway(world, await surveyGateways(world), { unit: settings.gateway.unit })
  const npm = await findNpm(world, gateway)
  if ('looked' in npm)
    throw cannot(
      version,
      `no npm that runs in ${npm.looked.join(', ')}`,
      'Install npm beside the Node of the gateway.',
    )
  const source = await findBuildSource(repository, version)
  const tarball = await buildPackage(mirrorWorld, repository, source, {
    npm: npm.path,
    environment: openclawEnvironment(gateway, world.environment),
    timeoutMs: settings.mirror.buildTimeoutMinutes * 60_000,
    signal,
    onProgress: text =>
      world.narrator.tell({ kind: 'waiting', phase: 'check', text: `the build of ${version} to ${text}` }),
  })
  return {
    kept: { tarball, npmCache: null, registry: null },
    registry: registryOf({ version, nodeRange: source.nodeRange, integrity: null }),
  }
}

function cannot(version: string, why: string, hint: string): MoltdError {
  return new MoltdError('E_BUILD', `cannot build ${version} from the mirror: ${why}`, hint)
}
