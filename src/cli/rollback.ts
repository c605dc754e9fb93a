import { type Command, Option } from 'commander'
import type { App } from '../compose.ts'
import type { Report } from '../notify/report.ts'
import { MoltdError } from '../ports/errors.ts'
import type { CliContext } from './context.ts'
import { printReport } from './print-report.ts'
import { byOption, recordOrder, triggerOption } from './record-order.ts'

interface RollbackOptions {
  json?: true
  yes?: true
  from?: 'point' | 'vault' | 'registry' | 'mirror'
  trigger: 'manual' | 'discord'
  by?: string
}

export function registerRollback(program: Command, context: CliContext): void {
  program
    .command('rollback')
    .description('go back to a recovery point: program and data together; what is there now is set aside')
    .argument(
      '[point]',
      'id of the recovery point, absent: the newest; with --from vault, registry or mirror: the version',
    )
    .addOption(
      new Option(
        '--from <source>',
        'where the program comes from; only a recovery point has the data too; absent: the newest recovery point, else the others in this order',
      ).choices(['point', 'vault', 'registry', 'mirror']),
    )
    .option('--yes', 'without a usable recovery point, go on to sources that have the program alone')
    .option('--json', 'print the report as one JSON document')
    .addOption(triggerOption())
    .addOption(byOption())
    .action(async (target: string | undefined, options: RollbackOptions, command: Command) => {
      const app = await context.open(command, { narrate: true })
      const report = await goBack(context, app, target, options)
      await context.endProgress()
      recordOrder(
        app,
        options.by,
        `rollback ${target ?? ''}`.trim(),
        `run ${report.runId}: ${report.outcome}`,
      )
      printReport(context, report, options.json === true)
    })
}

async function goBack(
  context: CliContext,
  app: App,
  target: string | undefined,
  options: RollbackOptions,
): Promise<Report> {
  const [{ withLock }, { goBackToPoint, goBackToVersion, openTrip }] = await Promise.all([
    import('./with-lock.ts'),
    import('./go-back.ts'),
  ])
  const { from } = options
  const version = from === undefined || from === 'point' ? null : await expectVersion(from, target)
  return withLock(app, 'roll back', async signal => {
    const trip = await openTrip(app, signal)
    if (from !== undefined && from !== 'point' && version !== null)
      return goBackToVersion(trip, from, version)
    if (from === 'point' || target !== undefined) return goBackToPoint(trip, target, options.trigger)
    const [{ goDownTheLadder }, { talkOnTheWay }] = await Promise.all([
      import('./ladder.ts'),
      import('./talk-on-the-way.ts'),
    ])
    return goDownTheLadder(trip, talkOnTheWay(context, options))
  })
}

/** Errors: E_USAGE. */
async function expectVersion(from: string, text: string | undefined): Promise<string> {
  const { exactVersion } = await import('../mirror/vault.ts')
  if (text !== undefined) return exactVersion(text)
  throw new MoltdError(
    'E_USAGE',
    `cannot go back from the ${from}: which version?`,
    `For example \`moltd rollback --from ${from} 2026.9.5\`.`,
  )
}
