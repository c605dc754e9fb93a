import type { Command } from 'commander'
import type { App } from '../compose.ts'
import { vaultOfRun } from '../mirror/vault-of-run.ts'
import { sayLocalTime } from '../phases/decide/local-time.ts'
import type { CliContext } from './context.ts'
import { ownArgv } from './own-argv.ts'
import { readVersion } from './read-arguments.ts'
import { byOption, personHere, recordOrder } from './record-order.ts'

const hourMs = 3_600_000

export function registerApprove(program: Command, context: CliContext): void {
  program
    .command('approve')
    .description('say yes to the version on offer, for runs that wait for it (policy.mode: ask)')
    .argument('[version]', 'the version you mean; refused when another one is on offer')
    .option(
      '--integrity <text>',
      'the package you mean, or how it begins; refused when another one is on offer',
    )
    .addOption(byOption())
    .option('--withdraw', 'take the yes back')
    .option('--json', 'print as one JSON document')
    .action(
      async (
        text: string | undefined,
        options: { integrity?: string; by?: string; withdraw?: true; json?: true },
        command: Command,
      ): Promise<void> => {
        const version = text === undefined ? undefined : readVersion(text)
        const app = await context.open(command)
        if (options.withdraw) return withdraw(context, app, options)
        const { approveOffer } = await import('../phases/decide/approve-offer.ts')
        const approval = await approveOffer(app.world, app.memory, {
          channel: app.settings.channel,
          wanted: version,
          integrity: options.integrity,
          by: options.by ?? `${personHere(app)} at the terminal`,
          forMs: app.settings.policy.approvalHours * hourMs,
        })
        recordOrder(app, options.by, `approve ${approval.version}`, `approved as ${approval.integrity}`)
        // It may be gone from the registry when its run comes.
        if (app.settings.vault.enabled) await vaultOfRun(app.world, ownArgv(app)).keep([approval.version])
        if (options.json) return context.print(JSON.stringify({ approval }, null, 2))
        const until = sayLocalTime(approval.deadlineMs, app.settings.schedule.timezone)
        context.print(
          `${approval.version} is approved until ${until}, as the package ${approval.integrity.slice(0, 19)}….\n` +
            (app.settings.policy.mode === 'ask'
              ? 'The next scheduled run takes it; `moltd run` takes it now.'
              : `policy.mode is ${app.settings.policy.mode}: no run waits for a yes.`),
        )
      },
    )
}

function withdraw(context: CliContext, app: App, { by, json }: { by?: string; json?: true }): void {
  const approval = app.memory.approval()
  app.memory.setApproval(null)
  recordOrder(app, by, 'withdraw the approval', approval?.version ?? 'there was none')
  const said = approval === null ? 'Nothing was approved.' : `${approval.version} is no longer approved.`
  context.print(json ? JSON.stringify({ withdrawn: approval }, null, 2) : said)
}
