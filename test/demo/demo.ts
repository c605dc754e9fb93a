import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openTerminal } from '../../src/cli/context.ts'
import { wayOf } from '../../src/cli/way.ts'
import { compose } from '../../src/compose.ts'
import { renderReport } from '../../src/notify/console.ts'
import type { Report } from '../../src/notify/report.ts'
import { conductRun } from '../../src/phases/conduct-run.ts'
import { chooseVersions } from './choose-versions.ts'
import { addFailingCheck } from './failing-check.ts'
import { installOpenclaw, type Stage, setStage } from './set-stage.ts'

/**
 * The main job, for real, in a throw-away home: an older OpenClaw from npm with its gateway as a child process; one update
 * that holds; then one that a check of the user's condemns, taken back with program and data.
 */
const home = await mkdtemp(join(tmpdir(), 'moltd-demo-'))
const stop = new AbortController()
const stages: Stage[] = []
process.once('SIGINT', () => stop.abort(new Error('ctrl-C')))
process.once('SIGTERM', () => stop.abort(new Error('SIGTERM')))

try {
  process.exitCode = await demonstrate()
} catch (error) {
  if (!stop.signal.aborted) throw error
  say('Stopped.')
  process.exitCode = 130
} finally {
  for (const stage of stages) await stage.close()
  await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  say(`Nothing is left of it: ${home} is gone.`)
}

async function demonstrate(): Promise<number> {
  const { oldest, middle, newest } = await chooseVersions()
  say(`This demonstration is real. It will, in ${home} and nowhere else:`)
  say(
    `  1. install OpenClaw ${oldest} from npm (about 100 MB to fetch, 650 MB on disk) and start its gateway;`,
  )
  say(`  2. let moltd update it to ${middle};`)
  say(
    `  3. let moltd update it to ${newest}, with a check of yours that fails there: program and data come back.`,
  )
  say(
    'It takes about ten minutes on two idle cores, most of it npm and the rehearsals. Ctrl-C ends it cleanly at any time.\n',
  )

  await installOpenclaw(home, oldest, stop.signal, say)
  const stage = await setStage(home, stop.signal, say)
  stages.push(stage)
  const updated = await run(stage, middle)
  if (updated.outcome !== 'updated') return fail(`the update to ${middle}`, updated)
  await addFailingCheck(stage, newest)
  const rolledBack = await run(stage, newest)
  if (rolledBack.outcome !== 'rolled-back') return fail(`the update to ${newest}`, rolledBack)
  say(
    `\nDone: ${oldest} → ${middle} held; ${newest} was condemned, and ${middle} serves again with its data.`,
  )
  return 0
}

async function run({ environment, supervisor }: Stage, to: string): Promise<Report> {
  const terminal = await openTerminal()
  const app = await compose({ environment, supervisor, narrator: terminal })
  try {
    const report = await conductRun(wayOf(app, { to }), { trigger: 'manual', dryRun: false }, stop.signal)
    await terminal.close()
    const { isTTY, columns } = process.stdout
    process.stdout.write(
      `${renderReport(report, { colour: isTTY === true, width: isTTY ? Math.min(columns, 100) : 80 })}\n`,
    )
    return report
  } finally {
    await terminal.close()
    await app.close()
  }
}

function fail(what: string, report: Report): number {
  say(`The demonstration failed: ${what} ended ${report.outcome}: ${report.headline}`)
  return 1
}

function say(text: string): void {
  process.stderr.write(`${text}\n`)
}
