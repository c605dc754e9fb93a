import { type Command, Option } from 'commander'
import type { CliContext } from './context.ts'

interface Options {
  slot: string
  trigger: 'schedule' | 'catch-up'
  reason: string
}

/** Said by the daemon when no run came of a time that the schedule names. */
export function registerUnbegun(program: Command, context: CliContext): void {
  program
    .command('unbegun', { hidden: true })
    .description('report that a scheduled run did not begin; once for each time')
    .requiredOption('--slot <instant>', 'the time that the schedule named')
    .addOption(new Option('--trigger <trigger>').choices(['schedule', 'catch-up']).makeOptionMandatory())
    .requiredOption('--reason <text>', 'why')
    .action(async ({ slot, trigger, reason }: Options, command: Command) => {
      const app = await context.open(command)
      const [{ recordUnbegun }, { deliverReport }] = await Promise.all([
        import('../phases/report/unbegun.ts'),
        import('./deliver-report.ts'),
      ])
      const report = recordUnbegun(app.world, app.journal, { slotMs: Date.parse(slot), trigger, reason })
      if (report !== null) await deliverReport(app, report)
    })
}
