import type { Command } from 'commander'
import { deliverPending, deliveryLimits } from '../notify/deliver.ts'
import type { CliContext } from './context.ts'

const budgetMs = 60_000

/** Done by the daemon when a report waits; a process of its own, because Discord's library is large. */
export function registerDeliver(program: Command, context: CliContext): void {
  program
    .command('deliver', { hidden: true })
    .description('say the reports that wait in the outbox')
    .action(async (_: unknown, command: Command) => {
      const app = await context.open(command)
      const ways = await app.ways()
      const delivery =
        ways === null
          ? { waitingBecause: 'the config names nobody to tell' }
          : await deliverPending(app.world, app.outbox(), ways, { ...deliveryLimits, budgetMs })
      if (delivery.waitingBecause === null) return
      process.stderr.write(`moltd: ${delivery.waitingBecause}\n`)
      context.setExitCode(1)
    })
}
