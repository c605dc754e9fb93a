import type { Command } from 'commander'
import { plainLine } from '../notify/plain-text.ts'
import type { Observation } from '../phases/check/observation.ts'
import { sayLocalTime, sayMinute, wallClock } from '../phases/decide/local-time.ts'
import type { PlannedRun } from '../phases/decide/plan-ahead.ts'
import type { CliContext } from './context.ts'
import { readSpan } from './read-arguments.ts'

export function registerPlan(program: Command, context: CliContext): void {
  program
    .command('plan')
    .description('when moltd would run by itself, what it would do, and why not; changes nothing')
    .option('--next <span>', 'how far to look ahead: 14d, 36h, 2w', '14d')
    .option('--json', 'print as one JSON document')
    .action(async (options: { next: string; json?: true }, command: Command) => {
      const spanMs = readSpan(options.next)
      const app = await context.open(command)
      const [{ check }, { planAhead }, { readSituation }, { wayOf }] = await Promise.all([
        import('../phases/check/index.ts'),
        import('../phases/decide/plan-ahead.ts'),
        import('../phases/decide/situation.ts'),
        import('./way.ts'),
      ])
      const schedule = await app.schedule()
      const way = wayOf(app)
      const observation = await check(app.world, way.settings)
      const situation = await readSituation(way, observation, 'schedule')
      const runs = planAhead(situation, schedule, situation.nowMs + spanMs)
      const { timezone, jitterMinutes } = app.settings.schedule
      context.print(
        options.json
          ? JSON.stringify(asJson(observation, timezone, runs), null, 2)
          : render(observation, timezone, jitterMinutes, runs).join('\n'),
      )
    })
}

function asJson({ gateway, channel, candidate }: Observation, timezone: string, runs: readonly PlannedRun[]) {
  const iso = (ms: number) => new Date(ms).toISOString()
  return {
    unit: gateway.unit,
    installed: gateway.installation.version,
    channel,
    offered: candidate?.version ?? null,
    timezone,
    runs: runs.map(({ dueMs, startsMs, decision }) => ({
      dueAt: iso(dueMs),
      startsAt: iso(startsMs),
      decision: decision.kind,
      target: decision.target,
      reasons: decision.reasons,
      unlocksAt: decision.kind === 'update' || decision.unlocksMs === null ? null : iso(decision.unlocksMs),
      nextStep: decision.kind === 'update' ? null : decision.nextStep,
    })),
  }
}

function render(
  { gateway, channel, candidate }: Observation,
  timezone: string,
  jitterMinutes: number,
  runs: readonly PlannedRun[],
): string[] {
  const read = wallClock(timezone)
  const offer = candidate === null ? 'offers nothing' : `offers ${candidate.version}`
  const late = jitterMinutes === 0 ? '' : `; each run begins up to ${jitterMinutes} min later`
  const lines = [
    `${gateway.unit} has ${gateway.installation.version}, the ${channel} channel ${offer}. Times are ${timezone}${late}.`,
  ]
  for (const { dueMs, startsMs, decision } of runs) {
    const { weekday, date, minuteOfDay } = read(startsMs)
    const due = startsMs === dueMs ? '' : ` (due ${sayLocalTime(dueMs, timezone)})`
    const what =
      decision.kind === 'update'
        ? `updates to ${decision.target}`
        : `${decision.kind}: ${decision.reasons.at(-1) ?? ''}`
    lines.push(`${weekday} ${date} ${sayMinute(minuteOfDay)}  ${plainLine(what)}${due}`)
  }
  return runs.length === 0 ? [...lines, 'No run is due in this time.'] : lines
}
