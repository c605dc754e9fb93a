import type { Command } from 'commander'
import type { App } from '../compose.ts'
import { plainLine } from '../notify/plain-text.ts'
import type { RemedyOffer } from '../openclaw/advisories/offer-remedies.ts'
import { remedyOf } from '../phases/remedy/set-config.ts'
import type { CliContext } from './context.ts'
import { printReport } from './print-report.ts'
import { readVersion } from './read-arguments.ts'
import { byOption, recordOrder, triggerOption } from './record-order.ts'

interface ApplyOptions {
  update?: true
  to?: string
  yes?: true
  json?: true
  trigger: 'manual' | 'discord'
  by?: string
}

export function registerRemedy(program: Command, context: CliContext): void {
  const remedy = program.command('remedy').description('small changes that are known to cure known problems')
  remedy
    .command('list')
    .description('all of them, what each would change here, and which one the last run suggests')
    .option('--json', 'print as one JSON document')
    .action(async (options: { json?: true }, command: Command) => {
      const app = await context.open(command)
      const { offers, suggested } = await readOffers(app)
      if (options.json) return context.print(JSON.stringify({ remedies: offers, suggested }, null, 2))
      context.print(offers.map(offer => lineOf(offer, suggested?.id === offer.id)).join('\n'))
    })
  remedy
    .command('show')
    .description('why one helps, what it costs, and exactly what it would change here')
    .argument('<remedy>', 'id of the remedy')
    .option('--json', 'print as one JSON document')
    .action(async (id: string, options: { json?: true }, command: Command) => {
      remedyOf(id)
      const { offers } = await readOffers(await context.open(command))
      const offer = offers.find(one => one.id === id)
      if (offer === undefined) return
      context.print(options.json ? JSON.stringify(offer, null, 2) : describe(offer))
    })
  remedy
    .command('apply')
    .description('apply one, look whether it helps, and take it back if it does not')
    .argument('<remedy>', 'id of the remedy')
    .option('--update', 'then update, in the same run: what does not hold is taken back together')
    .option(
      '--to <version>',
      'update to this version; absent: the one that the last run wanted, else the offered one',
    )
    .option('--yes', 'do not ask first')
    .option('--json', 'print the report as one JSON document')
    .addOption(triggerOption())
    .addOption(byOption())
    .action(async (id: string, options: ApplyOptions, command: Command) => {
      remedyOf(id)
      const to = options.to === undefined ? undefined : readVersion(options.to)
      const app = await context.open(command, { narrate: true })
      const report = await apply(context, app, id, { ...options, ...(to !== undefined && { to }) })
      await context.endProgress()
      recordOrder(
        app,
        options.by,
        `remedy apply ${id}${options.update === true ? ' --update' : ''}`,
        report === null ? 'nothing was changed' : `run ${report.runId}: ${report.outcome}`,
      )
      if (report !== null) return printReport(context, report, options.json === true)
      context.print('Nothing was changed.')
      context.setExitCode(3)
    })
}

/** null: the person at the terminal said no. */
async function apply(context: CliContext, app: App, id: string, options: ApplyOptions) {
  const [{ withLock }, { wayOf }, { conduct, conductRun, recoverRuns }, { applyByHand }, { tellRun }] =
    await Promise.all([
      import('./with-lock.ts'),
      import('./way.ts'),
      import('../phases/conduct-run.ts'),
      import('../phases/remedy/by-hand.ts'),
      import('./deliver-report.ts'),
    ])
  const { offers, suggested } = await readOffers(app)
  const isAsked = options.yes !== true && options.json !== true && process.stdin.isTTY && process.stderr.isTTY
  const offer = offers.find(one => one.id === id)
  if (isAsked && offer !== undefined && !(await context.aside(() => askToApply(offer)))) return null
  const wanted = options.to ?? (suggested?.id === id ? (suggested.to ?? undefined) : undefined)
  const tell = await tellRun(app, false)
  const way = wayOf(app, {
    tellOutcome: tell.outcome,
    ...(options.update === true && { to: wanted, remedy: id }),
  })
  return withLock(app, 'apply a remedy', async signal => {
    for (const recovered of await recoverRuns(way, signal)) {
      await tell.end(recovered)
      if (recovered.outcome !== 'untouched') return recovered
    }
    const report =
      options.update === true
        ? await conductRun(way, { trigger: options.trigger, dryRun: false }, signal)
        : await conduct(way, options.trigger, signal, walk => applyByHand(walk, id))
    await tell.end(report)
    return report
  })
}

/** As the config of the gateway stands now; and what the newest run that ended suggests. Errors: those of finding the gateway. */
async function readOffers({ world, settings, journal }: App) {
  const [{ chooseGateway }, { surveyGateways }, { readOpenclawDocument }, { offerRemedies }, { readReport }] =
    await Promise.all([
      import('../openclaw/choose-gateway.ts'),
      import('../openclaw/discover.ts'),
      import('../openclaw/openclaw-config.ts'),
      import('../openclaw/advisories/offer-remedies.ts'),
      import('../phases/report/index.ts'),
    ])
  const gateway = await chooseGateway(world, await surveyGateways(world), settings.gateway)
  const last = journal.listRuns(50).find(run => run.outcome !== null && run.notes.dryRun !== true)
  return {
    offers: offerRemedies(await readOpenclawDocument(world, gateway.configPath), gateway),
    suggested: (last && readReport(journal, last.id)?.suggestedRemedy) ?? null,
  }
}

async function askToApply(offer: RemedyOffer): Promise<boolean> {
  const { confirm, note } = await import('@clack/prompts')
  note([offer.reason, ...offer.changes].join('\n'), offer.title, { output: process.stderr })
  return (await confirm({ message: 'Apply this?', output: process.stderr })) === true
}

function lineOf(offer: RemedyOffer, isSuggested: boolean): string {
  const state = offer.isDone ? 'done already' : plainLine(offer.changes.join(', '))
  return `${offer.id.padEnd(21)}${state}${isSuggested ? '  (suggested by the last run)' : ''}`
}

function describe({ id, title, reason, changes, isDone }: RemedyOffer): string {
  return [
    `${id}: ${title}`,
    `  ${reason}`,
    ...(isDone ? ['  done already'] : changes.map(change => `  · ${plainLine(change)}`)),
    `  apply it: moltd remedy apply ${id}`,
  ].join('\n')
}
