import { parseArgs } from 'node:util'
import { type Fleet, openFleet } from './machine/fleet.ts'
import { latestOpenClaw, packMoltd } from './machine/npm.ts'
import { hostPlaces } from './machine/places.ts'
import { whyNotHere } from './machine/requirements.ts'
import { openSeeds } from './openclaw/seeds.ts'
import { play } from './play.ts'
import type { Scenario } from './scenario.ts'
import { scenarios } from './scenarios/all.ts'

const firstPort = Number(process.env.MOLTD_HOST_FIRST_PORT ?? 18850)
const deadlineMs = 50 * 60_000
/** What is over a scenario's own patience: its host, and its seed where that is not there yet. */
const marginMs = 10 * 60_000
const started = performance.now()

process.exitCode = await main()

/** Proves the named scenarios (all without a name) on real hosts; returns the exit code. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      list: { type: 'boolean', default: false },
      jobs: { type: 'string', default: '2' },
      minutes: { type: 'string', default: 'Infinity' },
    },
  })
  if (values.list) {
    for (const { name, installed, title } of scenarios)
      console.log(`${name.padEnd(17)} ${installed}  ${title}`)
    return 0
  }
  const unknown = positionals.filter(name => !scenarios.some(scenario => scenario.name === name))
  if (unknown.length > 0) {
    console.error(`no such scenario: ${unknown.join(', ')}; --list shows them`)
    return 2
  }
  const chosen = scenarios.filter(({ name }) => positionals.length === 0 || positionals.includes(name))
  const places = hostPlaces(process.env)
  const reasons = await whyNotHere(places)
  if (reasons.length > 0) return sayThatNothingRan(reasons, chosen.length)

  const fleet = await openFleet(places)
  closeOnSignals(fleet)
  const patienceMs = Math.max(deadlineMs, ...chosen.map(({ timeoutMs }) => timeoutMs + marginMs))
  const watchdog = setTimeout(() => abandon(fleet, 'the host tests took too long', 1), patienceMs)
  try {
    return await proveAll(fleet, chosen, { jobs: Number(values.jobs), minutes: Number(values.minutes) })
  } finally {
    clearTimeout(watchdog)
    await fleet.close()
  }
}

async function proveAll(
  fleet: Fleet,
  chosen: readonly Scenario[],
  { jobs, minutes }: { jobs: number; minutes: number },
): Promise<number> {
  const seeds = openSeeds(fleet, text => print('seed', text))
  const [latest, tarball] = await Promise.all([latestOpenClaw(fleet.places), packMoltd(fleet.places)])
  print('host', `the latest OpenClaw is ${latest}`)
  const queue = chosen.map((scenario, index) => ({ scenario, port: firstPort + index }))
  const results = new Map<string, boolean>()
  const late: Scenario[] = []
  const lane = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const { scenario, port } = next
      if (performance.now() - started > minutes * 60_000) {
        late.push(scenario)
        continue
      }
      const say = (text: string) => print(scenario.name, text)
      const from = performance.now()
      const passed = await play(scenario, port, { fleet, seeds, tarball, latest, say })
      results.set(scenario.name, passed)
      say(`${passed ? 'PASSED' : 'FAILED'} in ${Math.round((performance.now() - from) / 1000)} s`)
    }
  }
  await Promise.all(Array.from({ length: jobs }, lane))
  const failed = chosen.filter(({ name }) => results.get(name) === false)
  for (const { name, title } of late)
    console.log(`NOT PROVEN, ${minutes} minutes were over: ${name}: ${title}`)
  for (const { name, title } of failed) console.log(`failed: ${name}: ${title}`)
  const passed = chosen.length - failed.length - late.length
  console.log(`${passed} passed, ${failed.length} failed, ${late.length} skipped`)
  return failed.length === 0 ? 0 : 1
}

/** Loud, because a proof that did not happen must not look like one that did. MOLTD_REQUIRE_HOST=1 makes it a failure. */
function sayThatNothingRan(reasons: readonly string[], count: number): number {
  const rule = '!'.repeat(78)
  console.log(rule)
  for (const reason of reasons) console.log(`HOST TESTS DID NOT RUN: because ${reason}`)
  console.log(
    'They need root on a Debian-like machine with systemd, dbus-user-session, util-linux, curl and cgroup v2.',
  )
  console.log(rule)
  console.log(`0 passed, 0 failed, ${count} skipped`)
  return process.env.MOLTD_REQUIRE_HOST === '1' ? 1 : 0
}

/** Listens for good: a listener that goes at the first signal lets others end us before the hosts are gone. */
function closeOnSignals(fleet: Fleet): void {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    process.on(signal, () => abandon(fleet, `stopped by ${signal}`, code))
  }
}

function abandon(fleet: Fleet, why: string, exitCode: number): void {
  console.log(`HOST TESTS STOPPED: ${why}; removing their hosts`)
  fleet
    .close()
    .catch(error => console.log(`not all could be removed: ${error}`))
    .finally(() => process.exit(exitCode))
}

/** One line of output, or several, each with the time and who speaks. */
function print(who: string, text: string): void {
  const seconds = ((performance.now() - started) / 1000).toFixed(1).padStart(7)
  for (const line of text.split('\n')) console.log(`${seconds} ${who.padEnd(17)} ${line}`)
}
