import type { Command } from 'commander'
import { createPaint } from '../notify/paint.ts'
import { plainLine } from '../notify/plain-text.ts'
import { sayDuration } from '../notify/words.ts'
import { MoltdError } from '../ports/errors.ts'
import type { DrillResult } from '../recovery/drill/drill.ts'
import { findPoint, listPoints } from '../recovery/points.ts'
import { type CliContext, terminalLook } from './context.ts'
import { rootsOf } from './recovery-roots.ts'

export function registerDrill(program: Command, context: CliContext): void {
  program
    .command('drill')
    .description('prove that a recovery point works: boot it in a scratch place, look, throw it away')
    .argument('[point]', 'absent: the newest one')
    .option('--json', 'print as one JSON document')
    .action(async (id: string | undefined, options: { json?: true }, command: Command) => {
      const app = await context.open(command, { narrate: true })
      const [{ withLock }, { drill }] = await Promise.all([
        import('./with-lock.ts'),
        import('../recovery/drill/drill.ts'),
      ])
      const roots = await rootsOf(app)
      const point =
        id === undefined
          ? (await listPoints(app.world, roots)).points[0]
          : await findPoint(app.world, roots, id)
      if (point === undefined) {
        throw new MoltdError(
          'E_POINT_UNKNOWN',
          'cannot drill: there is no recovery point yet',
          '`moltd run` takes one before each update.',
        )
      }
      const result = await withLock(app, `drill recovery point ${point.id}`, signal =>
        drill(app.world, point, { startBudgetMs: app.settings.verify.readyBudgetSeconds * 1000, signal }),
      )
      await context.endProgress()
      context.print(options.json ? JSON.stringify(result, null, 2) : renderDrill(result))
      context.setExitCode(result.passed ? 0 : 1)
    })
}

function renderDrill(result: DrillResult): string {
  const paint = createPaint(terminalLook())
  const { layOut, start, total } = result.tookMs
  const lines = result.findings.map(({ passed, text }) =>
    passed
      ? `  ${paint('good', 'ok')}    ${plainLine(text)}`
      : `  ${paint('bad', 'FAIL')}  ${plainLine(text)}`,
  )
  const head = result.passed
    ? `Recovery point ${result.point} works: OpenClaw ${result.version}, program and data, started from it.`
    : `Recovery point ${result.point} does NOT work.`
  return [
    paint('strong', head),
    ...lines,
    ...result.output.map(line => paint('quiet', `        ${plainLine(line)}`)),
    `It took ${sayDuration(total)} (laid out in ${sayDuration(layOut)}, started and looked at in ${sayDuration(start)}); nothing of it is left, and nothing live was touched.`,
  ].join('\n')
}
