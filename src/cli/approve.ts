import type { Command } from 'commander'
import type { App } from '../compose.ts'
import { sayLocalTime } from '../phases/decide/local-time.ts'
import type { CliContext } from './context.ts'
import { readVersion } from './read-arguments.ts'

const hourMs = 3_600_000

export function registerApprove(program: Command, context: CliContext): void {
  program
    .command('approve')
    .description('say yes to the version on offer, for runs that wait for it (policy.mode: ask)')
    .argument('[version]', 'the version you mean; refused when another one is on offer')
    .option('--withdraw', 'take the yes back')
    .option('--json', 'print as one JSON document')
    .action(
      async (
        text: string | undefined,
        options: { withdraw?: true; json?: true },
        command: Command,
      ): Promise<void> => {
        const version = text === undefined ? undefined : readVersion(text)
        const app = await context.open(command)
        if (options.withdraw) return withdraw(context, app, options.json === true)
        const { approveOffer } = await import('../phases/decide/approve-offer.ts')
        const approval = await approveOffer(app.world, app.memory, {
          channel: app.settings.channel,
          wanted: version,
          by: 'a person at the terminal',
          forMs: app.settings.policy.approvalHours * hourMs,
        })
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

function withdraw(context: CliContext, { memory }: App, json: boolean): void {
  const approval = memory.approval()
  memory.setApproval(null)
  const said = approval === null ? 'Nothing was approved.' : `${approval.version} is no longer approved.`
  context.print(json ? JSON.stringify({ withdrawn: approval }, null, 2) : said)
}
