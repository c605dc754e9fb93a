import { advise } from '../../openclaw/advisories/advise.ts'
import { offerRemedies } from '../../openclaw/advisories/offer-remedies.ts'
import { type AdvisoryBook, readAdvisories } from '../../openclaw/advisory-book.ts'
import { chooseGateway } from '../../openclaw/choose-gateway.ts'
import { surveyGateways } from '../../openclaw/discover.ts'
import type { Gateway } from '../../openclaw/gateway.ts'
import { findGatewayUrl } from '../../openclaw/gateway-address.ts'
import { probeStartup } from '../../openclaw/gateway-http.ts'
import { readOpenclawDocument, viewOpenclawConfig } from '../../openclaw/openclaw-config.ts'
import type { World } from '../../ports/world.ts'
import { findCandidate } from './find-candidate.ts'
import type { Candidate, CheckSettings, Observation } from './observation.ts'

export type CheckWorld = Pick<
  World,
  'commands' | 'environment' | 'files' | 'http' | 'places' | 'processes' | 'registry' | 'supervisor'
>

/**
 * Looks at this machine and at the registry side by side; changes nothing. Errors: those of finding the gateway
 * (E_NO_GATEWAY …), E_OPENCLAW_CONFIG, E_REGISTRY, in this order when there are several. `onGateway` hears of it as soon as it is found.
 */
export async function check(
  world: CheckWorld,
  settings: CheckSettings,
  onGateway?: (gateway: Gateway) => void,
): Promise<Observation> {
  const [local, candidate, book] = await Promise.allSettled([
    observeGateway(world, settings, onGateway),
    findCandidate(world.registry, settings),
    readBook(world, settings),
  ])
  if (local.status === 'rejected') throw local.reason
  if (candidate.status === 'rejected') throw candidate.reason
  if (book.status === 'rejected') throw book.reason
  const { document, ...seen } = local.value
  return {
    ...seen,
    channel: settings.channel,
    candidate: candidate.value,
    advice: advise(book.value.advisories, {
      gateway: seen.gateway,
      config: document,
      candidate: offerOf(candidate.value, seen.gateway),
    }),
    remedyOffers: (settings.remedies ?? 'off') === 'off' ? [] : offerRemedies(document, seen.gateway),
    adviceProblems: book.value.problems,
  }
}

/** What is installed already is no step to warn of. */
function offerOf(candidate: Candidate | null, { installation }: Gateway) {
  if (candidate === null || candidate.version === installation.version) return null
  return { version: candidate.version, nodeRange: candidate.manifest?.nodeRange ?? null }
}

async function readBook(world: CheckWorld, { advisories }: CheckSettings): Promise<AdvisoryBook> {
  return advisories === undefined ? { advisories: [], problems: [] } : readAdvisories(world, advisories)
}

/** What of this machine an observation is made of; the document is compared, and goes no further. */
type Seen = Pick<Observation, 'gateway' | 'others' | 'served' | 'openclawConfig'> & { document: unknown }

async function observeGateway(
  world: CheckWorld,
  settings: CheckSettings,
  onGateway: ((gateway: Gateway) => void) | undefined,
): Promise<Seen> {
  const survey = await surveyGateways(world)
  const gateway = await chooseGateway(world, survey, settings)
  onGateway?.(gateway)
  const [document, startup] = await Promise.all([
    readOpenclawDocument(world, gateway.configPath),
    findGatewayUrl(world, gateway).then(url => probeStartup(world.http, url)),
  ])
  return {
    gateway,
    others: survey.gateways.filter(
      other => other.unit !== gateway.unit && other.installation.root === gateway.installation.root,
    ),
    served: startup.kind === 'answer' ? startup.version : null,
    openclawConfig: viewOpenclawConfig(document, gateway.configPath),
    document,
  }
}
