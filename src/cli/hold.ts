import type { Command } from 'commander'
import { sayLocalTime } from '../phases/decide/local-time.ts'
import type { CliContext } from './context.ts'
import { readUntil } from './read-arguments.ts'
import { byOption, recordOrder } from './record-order.ts'

export function registerHold(program: Command, context: CliContext): void {
  program
    .command('hold')
    .description('let automatic runs update nothing, for a while or until you say so; `moltd run` still does')
    .option('--until <date>', 'the day, or day and time, at which the hold ends by itself')
    .option('--reason <text>', 'why; said in every report meanwhile')
    .addOption(byOption())
    .action(async (options: { until?: string; reason?: string; by?: string }, command: Command) => {
      const app = await context.open(command)
      const { world, memory, settings } = app
      const { timezone } = settings.schedule
      const nowMs = world.clock.nowMs()
      const untilMs = options.until === undefined ? null : readUntil(options.until, timezone, nowMs)
      const reason = options.reason?.trim() || null
      const before = memory.orders().hold
      const isSame = before !== null && before.untilMs === untilMs && before.reason === reason
      if (!isSame) memory.setHold({ untilMs, reason, sinceMs: nowMs })
      const until =
        untilMs === null ? 'until `moltd unhold` ends it' : `until ${sayLocalTime(untilMs, timezone)}`
      recordOrder(app, options.by, 'hold', `on hold ${until}${reason === null ? '' : `: ${reason}`}`)
      context.print(
        `Automatic runs are ${isSame ? 'already ' : ''}on hold ${until}${reason === null ? '' : `: ${reason}`}.`,
      )
    })
  program
    .command('unhold')
    .description('end the hold: automatic runs may update again')
    .addOption(byOption())
    .action(async ({ by }: { by?: string }, command: Command) => {
      const app = await context.open(command)
      const wasHeld = app.memory.setHold(null)
      recordOrder(app, by, 'unhold', wasHeld ? 'the hold has ended' : 'nothing was on hold')
      context.print(wasHeld ? 'The hold has ended.' : 'Nothing was on hold.')
    })
}
