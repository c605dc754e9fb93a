import { chooseGateway } from '../../openclaw/choose-gateway.ts'
import { surveyGateways } from '../../openclaw/discover.ts'
import { findGatewayUrl } from '../../openclaw/gateway-address.ts'
import { probeStartup } from '../../openclaw/gateway-http.ts'
import { readOpenclawConfig } from '../../openclaw/openclaw-config.ts'
import type { World } from '../../ports/world.ts'
import { findCandidate } from './find-candidate.ts'
import type { CheckSettings, Observation } from './observation.ts'

export type CheckWorld = Pick<
  World,
  'commands' | 'environment' | 'files' | 'http' | 'places' | 'processes' | 'registry' | 'supervisor'
>

/**
 * Looks at this machine and at the registry side by side; changes nothing. Errors: those of finding the gateway
 * (E_NO_GATEWAY …), E_OPENCLAW_CONFIG, E_REGISTRY, in this order when there are several.
 */
export async function check(world: CheckWorld, settings: CheckSettings): Promise<Observation> {
  const [local, candidate] = await Promise.allSettled([
    observeGateway(world, settings),
    findCandidate(world.registry, settings),
  ])
  if (local.status === 'rejected') throw local.reason
  if (candidate.status === 'rejected') throw candidate.reason
  return { ...local.value, channel: settings.channel, candidate: candidate.value }
}

async function observeGateway(
  world: CheckWorld,
  settings: CheckSettings,
): Promise<Omit<Observation, 'candidate' | 'channel'>> {
  const survey = await surveyGateways(world)
  const gateway = await chooseGateway(world, survey, settings)
  const [openclawConfig, startup] = await Promise.all([
    readOpenclawConfig(world, gateway.configPath),
    findGatewayUrl(world, gateway).then(url => probeStartup(world.http, url)),
  ])
  return {
    gateway,
    others: survey.gateways.filter(
      other => other.unit !== gateway.unit && other.installation.root === gateway.installation.root,
    ),
    served: startup.kind === 'answer' ? startup.version : null,
    openclawConfig,
  }
}
