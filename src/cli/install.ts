import type { Command } from 'commander'
import { plainLine } from '../notify/plain-text.ts'
import { surveyGateways } from '../openclaw/discover.ts'
import { type Installed, install } from '../setup/install.ts'
import { turnLingerOn } from '../setup/linger.ts'
import type { ServicePlan } from '../setup/service-plan.ts'
import { compareFiles } from '../setup/write-files.ts'
import type { CliContext } from './context.ts'
import { planOwnService } from './own-service.ts'

interface InstallOptions {
  dryRun?: true
  json?: true
}

export function registerInstall(program: Command, context: CliContext): void {
  program
    .command('install')
    .description('let moltd run by itself: its units, the drop-in on the gateway, lingering; starts it')
    .option('--dry-run', 'show the files, and change nothing')
    .option('--json', 'print as one JSON document')
    .action(async (options: InstallOptions, command: Command) => {
      await installOwnService(context, command, options)
    })
}

/** Also what `moltd init` ends with, when asked. */
export async function installOwnService(
  context: CliContext,
  command: Command,
  options: InstallOptions,
): Promise<void> {
  const app = await context.open(command)
  const { world } = app
  const { config } = command.optsWithGlobals<{ config?: string }>()
  const linger = options.dryRun ? null : await turnLingerOn(world)
  const { gateways } = await surveyGateways(world)
  const plan = await planOwnService(app, gateways, config)
  if (linger === null) {
    const changed = await compareFiles(world, plan.files)
    return context.print(
      options.json ? JSON.stringify({ ...plan, changed }, null, 2) : renderPlan(plan, changed),
    )
  }
  const installed = await install(world, plan, gateways, linger)
  context.print(options.json ? JSON.stringify(installed, null, 2) : renderInstalled(installed))
}

function renderPlan({ files, program }: ServicePlan, changed: readonly string[]): string {
  const shown = files.map(
    ({ path, text }) => `# ${path}${changed.includes(path) ? '' : ' (there already, the same)'}\n${text}`,
  )
  const warnings = program.warnings.map(({ text, fix }) => `warning: ${text}\n  → ${fix}`)
  return [...shown, ...warnings].join('\n')
}

function renderInstalled({ changes, warnings, status }: Installed): string {
  return [
    ...changes.map(text => `- ${plainLine(text)}`),
    ...warnings.flatMap(({ text, fix }) => [`warning: ${plainLine(text)}`, `  → ${plainLine(fix)}`]),
    changes.length === 0 ? 'moltd is installed already; nothing was changed.' : 'moltd is installed.',
    `It runs, and says: ${plainLine(status) || 'nothing yet'}`,
  ].join('\n')
}
