import type { App } from '../compose.ts'
import type { Report } from '../notify/report.ts'
import { chooseGateway } from '../openclaw/choose-gateway.ts'
import { surveyGateways } from '../openclaw/discover.ts'
import { readNotes } from '../phases/notes.ts'
import { newestOf } from '../phases/rollback/by-hand.ts'
import { MoltdError, reasonOf } from '../ports/errors.ts'
import { listPoints } from '../recovery/points.ts'
import { goBackToPoint, goBackToVersion, type Trip } from './go-back.ts'
import { mendPoint } from './mend-point.ts'
import { rootsOf } from './recovery-roots.ts'
import { packageSources } from './reinstall.ts'

interface LadderTalk {
  /** Whether to go on with the program alone; the data stay as they are. */
  ask(question: { version: string; why: string }): Promise<boolean>
  say(text: string): Promise<void>
}

/** What keeps a recovery point from being used; anything else would stand in the way of the other sources, too. */
const pointErrors: readonly (string | undefined)[] = ['E_POINT_UNKNOWN', 'E_POINT_DAMAGED']

/**
 * The newest recovery point, mended where it must be; without a usable one the version before, from vault, registry and mirror, one after the other while nothing
 * is touched. Below the point the data do not go back, so that needs a yes. Errors: E_NO_SOURCE.
 */
export async function goDownTheLadder(trip: Trip, talk: LadderTalk): Promise<Report> {
  const report = await goBackToPoint(trip, undefined)
  const why = report.error?.message ?? ''
  if (report.outcome !== 'untouched' || !pointErrors.includes(report.error?.code)) return report
  if (report.error?.code === 'E_POINT_DAMAGED' && (await isMended(trip, talk)))
    return goBackToPoint(trip, undefined)
  const version = await findVersionBefore(trip.app)
  if (version === null) return report
  if (!(await talk.ask({ version, why }))) return report
  const refusals = [`recovery point: ${why}`]
  for (const from of packageSources) {
    await talk.say(`Trying to bring back ${version} from the ${from}; the data stay as they are.`)
    const refusal = await tryRung(trip, from, version)
    if (typeof refusal !== 'string') return refusal
    refusals.push(`${from}: ${refusal}`)
    await talk.say(`Not from the ${from}: ${refusal}`)
  }
  throw new MoltdError(
    'E_NO_SOURCE',
    `cannot bring back ${version}: ${refusals.join('; ')}`,
    'Nothing was touched. What is said for each source tells what it lacks; `moltd rollback --from SOURCE VERSION` tries one of them again.',
  )
}

/** A point whose program alone is damaged may be whole again by the vault: then the data go back, too. */
async function isMended({ app, signal }: Trip, talk: LadderTalk): Promise<boolean> {
  try {
    const gateway = await gatewayOf(app)
    const point = newestOf(await listPoints(app.world, await rootsOf(app)), gateway.unit)
    await talk.say(`The recovery point ${point.id} is damaged; trying to mend it from the vault.`)
    const { before, after } = await mendPoint(app, point, signal)
    const [first] = after
    await talk.say(
      first === undefined
        ? `It is whole again: ${before.length} files came from the vault.`
        : `It could not be mended: ${first.path}: ${first.text}`,
    )
    return first === undefined
  } catch (error) {
    if (!(error instanceof MoltdError) || signal.aborted) throw error
    await talk.say(reasonOf(error))
    return false
  }
}

/** What came of it, or why it was not to be had from there while nothing was touched. */
async function tryRung(
  trip: Trip,
  from: (typeof packageSources)[number],
  version: string,
): Promise<Report | string> {
  try {
    const report = await goBackToVersion(trip, from, version)
    return mayGoOn(report) ? (report.error?.message ?? report.headline) : report
  } catch (error) {
    if (!(error instanceof MoltdError) || trip.signal.aborted) throw error
    return reasonOf(error)
  }
}

/** A version that was fetched whole and is refused all the same is so from every source. */
function mayGoOn({ outcome, rehearsal }: Report): boolean {
  if (outcome !== 'untouched' && outcome !== 'blocked' && outcome !== 'held') return false
  return rehearsal?.kind !== 'failed' || rehearsal.checks[0]?.answer !== 'pass'
}

/** What the installed version was updated from; else what the newest recovery point is of. */
async function findVersionBefore(app: App): Promise<string | null> {
  const { world, journal } = app
  const gateway = await gatewayOf(app)
  for (const { outcome, notes } of journal.listRuns(1_000)) {
    const { from, to } = readNotes(notes)
    if (outcome === 'updated' && to === gateway.installation.version && from !== undefined && from !== to)
      return from
  }
  const { points } = await listPoints(world, await rootsOf(app))
  return points.find(({ unit }) => unit === gateway.unit)?.version ?? null
}

async function gatewayOf({ world, settings }: App) {
  return chooseGateway(world, await surveyGateways(world), { unit: settings.gateway.unit })
}
