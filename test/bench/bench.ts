import { parseArgs } from 'node:util'
import { openFleet } from '../host/machine/fleet.ts'
import { latestOpenClaw, packMoltd } from '../host/machine/npm.ts'
import { hostPlaces } from '../host/machine/places.ts'
import { whyNotHere } from '../host/machine/requirements.ts'
import { openSeeds } from '../host/openclaw/seeds.ts'
import { play } from '../host/play.ts'
import type { Scenario, Stage } from '../host/scenario.ts'
import { compareDaemon } from './compare-daemon.ts'
import { compareDesk } from './compare-desk.ts'
import { compareDryRun } from './compare-dry-run.ts'
import { compareMirror } from './compare-mirror.ts'
import { compareRollback } from './compare-rollback.ts'
import { compareSnapshot } from './compare-snapshot.ts'
import { compareStatus } from './compare-status.ts'
import { compareVoice } from './compare-voice.ts'
import { type Comparison, renderComparisons } from './comparison.ts'

type Options = { idleMinutes: number }

/** These need a real host. */
const onHost: Record<string, (stage: Stage, options: Options) => Promise<Comparison[]>> = {
  status: compareStatus,
  'dry-run': compareDryRun,
  snapshot: compareSnapshot,
  rollback: compareRollback,
  daemon: compareDaemon,
}
const anywhere: Record<string, (options: Options) => Promise<Comparison[]>> = {
  desk: ({ idleMinutes }) => compareDesk(idleMinutes),
  voice: compareVoice,
  mirror: compareMirror,
}

/** Measures moltd beside what it is compared with, on one real host in one run, and prints both sides: all of it, or what is named; the daemon idles for `--minutes`. */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { port: { type: 'string', default: '18870' }, minutes: { type: 'string', default: '10' } },
})
const idleMinutes = Number(values.minutes)
const comparisons: Comparison[] = []

const bench: Scenario = {
  name: 'bench',
  title: 'moltd beside what it is compared with',
  installed: '2026.9.5',
  timeoutMs: (20 + idleMinutes) * 60_000,
  async prove(stage) {
    await stage.moltd.configure('{ verify: { soakSeconds: 0 } }')
    for (const [name, compare] of Object.entries(onHost))
      if (isAsked(name)) comparisons.push(...(await compare(stage, { idleMinutes })))
  },
}

const isWell = Object.keys(onHost).some(isAsked) ? await playOnHost() : true
for (const [name, compare] of Object.entries(anywhere))
  if (isAsked(name)) comparisons.push(...(await compare({ idleMinutes })))
console.log(renderComparisons(comparisons))
process.exitCode = isWell && comparisons.every(({ met }) => met) ? 0 : 1

function isAsked(name: string): boolean {
  return positionals.length === 0 || positionals.includes(name)
}

async function playOnHost(): Promise<boolean> {
  const places = hostPlaces(process.env)
  const reasons = await whyNotHere(places)
  if (reasons.length > 0) {
    for (const reason of reasons) console.error(`The bench needs a real host and cannot have one: ${reason}`)
    process.exit(1)
  }
  const fleet = await openFleet(places)
  try {
    const say = (text: string) => console.error(text)
    const [latest, tarball] = await Promise.all([latestOpenClaw(places), packMoltd(places)])
    return await play(bench, Number(values.port), {
      fleet,
      seeds: openSeeds(fleet, say),
      tarball,
      latest,
      say,
    })
  } finally {
    await fleet.close()
  }
}
