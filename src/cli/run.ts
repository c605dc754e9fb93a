import { type Command, Option } from 'commander'
import type { App } from '../compose.ts'
import { parseVersion } from '../openclaw/version.ts'
import { MoltdError } from '../ports/errors.ts'
import { askToKeep } from './ask-to-keep.ts'
import { askToUpdate } from './ask-to-update.ts'
import type { CliContext } from './context.ts'
import { printReport } from './print-report.ts'
import { byOption, recordOrder } from './record-order.ts'

interface RunOptions {
  dryRun?: true
  to?: string
  yes?: true
  allowDowngrade?: true
  ignoreAdvisory?: string[]
  /** false for `--no-rehearsal`. */
  rehearsal: boolean
  json?: true
  trigger: 'manual' | 'schedule' | 'catch-up' | 'discord'
  integrity?: string
  by?: string
}

export function registerRun(program: Command, context: CliContext): void {
  program
    .command('run')
    .description('bring the gateway to the latest version of its channel, or take everything back')
    .option('--dry-run', 'go the whole way up to the first touch, and say what would happen')
    .option('--to <version>', 'this exact version instead of what the channel offers')
    .option(
      '--integrity <text>',
      'the package you mean, or how it begins; another one under its version is not taken',
    )
    .option('--yes', 'do not ask before the update')
    .option('--allow-downgrade', 'take a version lower than the installed one, too')
    .option(
      '--ignore-advisory <id>',
      'update although this advisory warns of it; may be given several times',
      (id: string, ids: string[] = []) => [...ids, id],
    )
    .option('--no-rehearsal', 'do not try the new version out beside the live gateway first')
    .option('--json', 'print the report as one JSON document')
    .addOption(
      new Option('--trigger <trigger>', 'who asks for this run; the daemon says it')
        .choices(['manual', 'schedule', 'catch-up', 'discord'])
        .default('manual')
        .hideHelp(),
    )
    .addOption(byOption())
    .action(async (options: RunOptions, command: Command) => {
      const to = options.to === undefined ? undefined : exactVersion(options.to)
      const app = await context.open(command, { narrate: true })
      const report = await runOnce(context, app, options, to)
      await context.endProgress()
      if (report.trigger === 'manual' && !report.dryRun)
        recordOrder(
          app,
          options.by,
          `run${to === undefined ? '' : ` --to ${to}`}`,
          `run ${report.runId}: ${report.outcome}`,
        )
      printReport(context, report, options.json === true)
    })
}

async function runOnce(context: CliContext, app: App, options: RunOptions, to: string | undefined) {
  const [{ withLock }, { wayOf }, { conductRun, recoverRuns }, { tellRun }] = await Promise.all([
    import('./with-lock.ts'),
    import('./way.ts'),
    import('../phases/conduct-run.ts'),
    import('./deliver-report.ts'),
  ])
  const dryRun = options.dryRun === true
  const isAsked =
    !dryRun && options.yes !== true && options.json !== true && process.stdin.isTTY && process.stderr.isTTY
  const tell = await tellRun(app, dryRun)
  const way = wayOf(app, {
    to,
    tellOutcome: tell.outcome,
    integrity: options.integrity,
    allowDowngrade: options.allowDowngrade === true,
    askPerson: askToKeep(context, app, options),
    ignoreAdvisories: options.ignoreAdvisory ?? [],
    rehearsal: options.rehearsal,
    approve: isAsked ? question => context.aside(() => askToUpdate(question)) : null,
  })
  return withLock(app, dryRun ? 'look (dry run)' : 'run an update', async signal => {
    for (const recovered of await recoverRuns(way, signal)) {
      await tell.end(recovered)
      if (recovered.outcome !== 'untouched') return recovered
    }
    const report = await conductRun(way, { trigger: options.trigger, dryRun }, signal)
    await tell.end(report)
    return report
  })
}

function exactVersion(text: string): string {
  if (parseVersion(text) !== null) return text
  throw new MoltdError(
    'E_USAGE',
    `cannot update to "${text}": that is no version of OpenClaw`,
    'A version looks like 2026.9.6, 2026.2.19-2 or 2026.9.1-beta.3.',
  )
}
