import { answerCheck } from '../../health/answer-check.ts'
import type { CheckResult } from '../../health/check.ts'
import type { Gateway } from '../../openclaw/gateway.ts'
import type { Installation } from '../../openclaw/installation.ts'
import { listProgramParts } from '../../openclaw/program-parts.ts'
import { adviceChecks } from './advisory-checks.ts'
import { autoUpdaterOff } from './checks/auto-updater-off.ts'
import { checkoutClean } from './checks/checkout-clean.ts'
import { checkoutFollowsReleases } from './checks/checkout-follows-releases.ts'
import { diskSpace } from './checks/disk-space.ts'
import { enoughMemory } from './checks/enough-memory.ts'
import { lingerOn } from './checks/linger-on.ts'
import { noLeftovers } from './checks/no-leftovers.ts'
import { noOtherUpdater } from './checks/no-other-updater.ts'
import { nodeRange } from './checks/node-range.ts'
import { packageWritable } from './checks/package-writable.ts'
import { restartAlways } from './checks/restart-always.ts'
import { stableNodePath } from './checks/stable-node-path.ts'
import { userBus } from './checks/user-bus.ts'
import type { Facts, PreflightCheck, PreflightQuestion, PreflightWorld, Sizes } from './question.ts'

export interface Clearance {
  checks: readonly CheckResult[]
  /** Every required check passes; one that could not be answered is no pass. */
  cleared: boolean
  sizes: Sizes
}

const checks: readonly PreflightCheck[] = [
  nodeRange,
  diskSpace,
  packageWritable,
  userBus,
  noOtherUpdater,
  autoUpdaterOff,
  noLeftovers,
  enoughMemory,
  lingerOn,
  restartAlways,
  stableNodePath,
]

/** What else an installation of git's has to be. */
const ofCheckouts: readonly PreflightCheck[] = [checkoutClean, checkoutFollowsReleases]

/** May we touch anything? All questions side by side; changes nothing. Baseline health is asked elsewhere. */
export async function preflight(world: PreflightWorld, question: PreflightQuestion): Promise<Clearance> {
  const { gateway } = question.observation
  const sizes = measureSizes(world, gateway)
  const facts: Facts = { ...question, gateway, measure: () => sizes }
  const [measured, ...asked] = await Promise.all([
    sizes,
    ...(gateway.installation.kind === 'git' ? [...checks, ...ofCheckouts] : checks).map(check =>
      answerCheck(world.clock, check, () => check.look(world, facts), facts.signal),
    ),
  ])
  const results = [...asked, ...adviceChecks(question.observation, question.remedies)]
  const cleared = results.every(({ weight, answer }) => weight === 'advisory' || answer === 'pass')
  return { checks: results, cleared, sizes: measured }
}

async function measureSizes(world: PreflightWorld, gateway: Gateway): Promise<Sizes> {
  const [packageBytes, stateBytes] = await Promise.all([
    measureProgram(world, gateway.installation),
    measure(world, gateway.stateFolder),
  ])
  return { packageBytes, stateBytes }
}

async function measureProgram(world: PreflightWorld, installation: Installation): Promise<number> {
  const parts = await listProgramParts(world, installation)
  const sizes = await Promise.all(parts.map(({ path }) => measure(world, path)))
  return sizes.reduce((sum, size) => sum + size, 0)
}

/** A gateway that never ran has no state yet: nothing to keep. */
async function measure(world: PreflightWorld, folder: string): Promise<number> {
  if ((await world.files.statTarget(folder)) === null) return 0
  return (await world.files.measure(folder)).bytes
}
