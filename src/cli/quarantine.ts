import type { Command } from 'commander'
import { plainLine } from '../notify/plain-text.ts'
import { sayLocalTime } from '../phases/decide/local-time.ts'
import type { CliContext } from './context.ts'
import { readVersion } from './read-arguments.ts'
import { readOrders } from './read-orders.ts'
import { byOption, recordOrder } from './record-order.ts'

export function registerQuarantine(program: Command, context: CliContext): void {
  const quarantine = program
    .command('quarantine')
    .description('versions that failed here, which no run takes by itself')
  quarantine
    .command('list')
    .description('which versions failed here, when and why; and whether automatic runs have stopped for it')
    .option('--json', 'print as one JSON document')
    .action(async (options: { json?: true }, command: Command) => {
      const app = await context.open(command)
      const { breaker } = readOrders(app)
      const versions = app.quarantine.list().map(({ version, reason, runId, atMs }) => ({
        version,
        reason,
        runId,
        at: new Date(atMs).toISOString(),
      }))
      if (options.json) return context.print(JSON.stringify({ versions, breaker }, null, 2))
      const { timezone } = app.settings.schedule
      const lines = versions.map(
        ({ version, reason, runId, at }) =>
          `${version.padEnd(18)}${sayLocalTime(Date.parse(at), timezone)}  ${runId}  ${plainLine(reason)}`,
      )
      if (lines.length === 0) lines.push('No version is in quarantine.')
      if (breaker.text !== null) lines.push(breaker.text)
      context.print(lines.join('\n'))
    })
  quarantine
    .command('release')
    .description('let runs take a version again')
    .argument('<version>', 'the version that failed')
    .addOption(byOption())
    .action(async (text: string, { by }: { by?: string }, command: Command) => {
      const version = readVersion(text)
      const app = await context.open(command)
      const wasThere = app.quarantine.release(version)
      recordOrder(
        app,
        by,
        `release ${version} from quarantine`,
        wasThere ? 'released' : 'was not in quarantine',
      )
      context.print(wasThere ? `${version} may be taken again.` : `${version} was not in quarantine.`)
    })
  quarantine
    .command('reset-breaker')
    .description('let automatic runs go on after rollbacks; versions in quarantine stay there')
    .action(async (_: unknown, command: Command) => {
      const app = await context.open(command)
      const { rollbacks } = readOrders(app).breaker
      if (rollbacks > 0) app.memory.resetBreaker(app.world.clock.nowMs())
      recordOrder(app, undefined, 'reset the breaker', `${rollbacks} rollbacks no longer count`)
      context.print(
        rollbacks > 0
          ? 'Rollbacks until now no longer count: automatic runs go on.'
          : 'No rollback counts against automatic runs.',
      )
    })
}
