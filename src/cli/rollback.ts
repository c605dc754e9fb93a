import { type Command, Option } from 'commander'
import type { App } from '../compose.ts'
import { MoltdError } from '../ports/errors.ts'
import type { CliContext } from './context.ts'
import { printReport } from './print-report.ts'

interface RollbackOptions {
  json?: true
  from: 'point' | 'vault' | 'registry'
}

export function registerRollback(program: Command, context: CliContext): void {
  program
    .command('rollback')
    .description('go back to a recovery point: program and data together; what is there now is set aside')
    .argument(
      '[point]',
      'id of the recovery point, absent: the newest; with --from vault or registry: the version',
    )
    .addOption(
      new Option('--from <source>', 'where the program comes from; only a recovery point has the data too')
        .choices(['point', 'vault', 'registry'])
        .default('point'),
    )
    .option('--json', 'print the report as one JSON document')
    .action(async (target: string | undefined, options: RollbackOptions, command: Command) => {
      const app = await context.open(command, { narrate: true })
      const report = await (options.from === 'point'
        ? goBackToPoint(app, target)
        : goBackToVersion(app, options.from, target))
      await context.endProgress()
      printReport(context, report, options.json === true)
    })
}

async function goBackToPoint(app: App, point: string | undefined) {
  const [{ wayOf }, { rollBackByHand }] = await Promise.all([
    import('./way.ts'),
    import('../phases/rollback/by-hand.ts'),
  ])
  const way = wayOf(app)
  return goBack(app, way, (conduct, signal) =>
    conduct.conduct(way, 'manual', signal, walk => rollBackByHand(walk, point)),
  )
}

async function goBackToVersion(app: App, from: 'vault' | 'registry', text: string | undefined) {
  const [{ wayBackTo }, { exactVersion }] = await Promise.all([
    import('./reinstall.ts'),
    import('../mirror/vault.ts'),
  ])
  if (text === undefined)
    throw new MoltdError(
      'E_USAGE',
      `cannot go back from the ${from}: which version?`,
      `For example \`moltd rollback --from ${from} 2026.9.5\`.`,
    )
  const way = await wayBackTo(app, from, exactVersion(text))
  return goBack(app, way, (conduct, signal) =>
    conduct.conductRun(way, { trigger: 'manual', dryRun: false }, signal),
  )
}

type Conduct = typeof import('../phases/conduct-run.ts')
type Way = Parameters<Conduct['conductRun']>[0]
type Report = Awaited<ReturnType<Conduct['conductRun']>>

async function goBack(
  app: App,
  way: Way,
  go: (conduct: Conduct, signal: AbortSignal) => Promise<Report>,
): Promise<Report> {
  const [{ withLock }, conduct, { tellRun }] = await Promise.all([
    import('./with-lock.ts'),
    import('../phases/conduct-run.ts'),
    import('./deliver-report.ts'),
  ])
  const tell = await tellRun(app, false)
  const report = await withLock(app, 'roll back', async signal => {
    for (const recovered of await conduct.recoverRuns(way, signal)) await tell(recovered)
    return go(conduct, signal)
  })
  await tell(report)
  return report
}
