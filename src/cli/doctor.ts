import type { Command } from 'commander'
import type { App } from '../compose.ts'
import type { DoctorFacts } from '../doctor/facts.ts'
import { type DoctorFinding, exitCodeOfFindings, type Severity } from '../doctor/finding.ts'
import { createPaint, type Tone } from '../notify/paint.ts'
import { plainLine } from '../notify/plain-text.ts'
import { chooseGateway } from '../openclaw/choose-gateway.ts'
import { surveyGateways } from '../openclaw/discover.ts'
import { MoltdError } from '../ports/errors.ts'
import { listPoints } from '../recovery/points.ts'
import { type CliContext, terminalLook } from './context.ts'
import { planOwnService } from './own-service.ts'
import { readDesk } from './read-desk.ts'
import { rootsOf } from './recovery-roots.ts'

const reachTimeoutMs = 2_000

export function registerDoctor(program: Command, context: CliContext): void {
  program
    .command('doctor')
    .description("everything that could stop tomorrow's run, worst first, each with its fix; changes nothing")
    .option('--deep', 'also read every byte of the newest recovery point')
    .option('--json', 'print as one JSON document')
    .action(async (options: { deep?: true; json?: true }, command: Command) => {
      const findings = await findOut(context, command, options.deep === true)
      context.print(options.json ? JSON.stringify({ findings }, null, 2) : renderFindings(findings))
      context.setExitCode(exitCodeOfFindings(findings))
    })
}

async function findOut(context: CliContext, command: Command, deep: boolean): Promise<DoctorFinding[]> {
  try {
    const app = await context.open(command)
    const { examine } = await import('../doctor/examine.ts')
    const { config } = command.optsWithGlobals<{ config?: string }>()
    return await examine(app.world, await factsOf(app, deep, config))
  } catch (error) {
    // With a config that cannot be read no run begins, and little else can be asked.
    if (!(error instanceof MoltdError) || !/^E_CONFIG/.test(error.code)) throw error
    return [
      {
        name: 'config-sound',
        title: 'the config can be read',
        severity: 'broken',
        reason: error.message,
        fix: error.hint,
      },
    ]
  }
}

async function factsOf(app: App, deep: boolean, configPath: string | undefined): Promise<DoctorFacts> {
  const { world, settings, journal, memory, quarantine } = app
  const { check } = await import('../phases/check/index.ts')
  const survey = once(() => surveyGateways(world))
  const offers = once(() => world.registry.distTags('openclaw'))
  // A registry that does not answer is one finding; what is found on this machine does not depend on it.
  const patient = { ...world.registry, distTags: () => offers().catch(() => ({})) }
  return {
    settings,
    deep,
    npm: app.npm,
    gateway: once(async () => chooseGateway(world, await survey(), settings.gateway)),
    observation: once(() =>
      check(
        { ...world, registry: patient },
        {
          unit: settings.gateway.unit,
          channel: settings.channel,
          advisories: settings.advisories,
          remedies: settings.policy.remedies,
        },
      ),
    ),
    offers,
    points: once(async () => listPoints(world, await rootsOf(app))),
    service: once(async () => planOwnService(app, (await survey()).gateways, configPath)),
    reachVoice: () => app.reachVoice(reachTimeoutMs),
    ownReleases: app.ownReleases,
    unfinishedRuns: journal.unfinishedRuns().map(({ id }) => id),
    isRunning: app.isRunning(),
    undelivered: app.undelivered(),
    desk: readDesk(app),
    orders: memory.orders(),
    quarantine: quarantine.list(),
  }
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | null = null
  return () => {
    answer ??= work()
    return answer
  }
}

const looks: Record<Severity, { mark: string; tone: Tone }> = {
  broken: { mark: 'BROKEN ', tone: 'bad' },
  warning: { mark: 'warning', tone: 'warn' },
  note: { mark: 'note   ', tone: 'strong' },
  fine: { mark: 'ok     ', tone: 'good' },
}

function renderFindings(findings: readonly DoctorFinding[]): string {
  const paint = createPaint(terminalLook())
  const lines = findings.flatMap(({ name, severity, title, reason, fix }) => {
    const { mark, tone } = looks[severity]
    // What is well is named by its claim; what is not would read as its opposite.
    const head = severity === 'fine' ? title : paint('strong', name)
    const line = `${paint(tone, mark)}  ${head}: ${plainLine(reason)}`
    return severity === 'fine' || fix === null ? [line] : [line, `         → ${plainLine(fix)}`]
  })
  return [...lines, '', summarise(findings)].join('\n')
}

function summarise(findings: readonly DoctorFinding[]): string {
  const count = (severity: Severity) => findings.filter(finding => finding.severity === severity).length
  const [broken, warnings] = [count('broken'), count('warning')]
  if (broken === 0 && warnings === 0) return 'Nothing stands in the way of the next run.'
  const said = [broken > 0 && `${broken} broken`, warnings > 0 && `${warnings} to look at`].filter(Boolean)
  return `${said.join(', ')}; ${findings.length} questions asked.`
}
