import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { App } from '../compose.ts'
import { locateConfig } from '../config/load.ts'
import { readSecretFile } from '../config/secrets.ts'
import { type Discovery, surveyGateways } from '../openclaw/discover.ts'
import type { Gateway } from '../openclaw/gateway.ts'
import { MoltdError } from '../ports/errors.ts'
import { type Choices, renderConfig } from '../setup/config-text.ts'
import { daemonUnit } from '../setup/service-plan.ts'
import { reloadDaemon } from '../setup/systemctl.ts'
import { writeConfig } from '../setup/write-config.ts'
import type { CliContext } from './context.ts'
import { installOwnService } from './install.ts'
import { sayTestMessage } from './say-test-message.ts'

export interface InitOptions {
  yes?: true
  unit?: string
  cron?: string
  timezone?: string
  mode?: string
  webhookFile?: string
  testWebhook?: true
  mirror?: true
  mirrorOrigin?: string
  replace?: true
  install?: true
}

/** What is to be done, whoever was asked for it. */
export interface InitPlan {
  choices: Choices
  replace: boolean
  testWebhook: boolean
  install: boolean
}

export function registerInit(program: Command, context: CliContext): void {
  program
    .command('init')
    .description('set moltd up: asks a few questions and writes the config; or takes the answers as options')
    .option('--yes', 'ask nothing: what no option says has its default')
    .option('--unit <unit>', 'the gateway, when there are several')
    .option(
      '--cron <expression>',
      'when it looks for an update: minute, hour, day of month, month, day of week',
    )
    .option('--timezone <zone>', "absent: the machine's own")
    .option('--mode <mode>', 'auto, ask or notify')
    .option('--webhook-file <path>', 'file with the URL of a Discord webhook; only you may read it')
    .option('--test-webhook', 'say something there')
    .option('--mirror', "keep a mirror of OpenClaw's source on this disk (several GB)")
    .option('--mirror-origin <url>', 'the private repository that the mirror goes on to; implies --mirror')
    .option('--replace', 'replace a config that is there; a copy is kept')
    .option('--install', 'then do what `moltd install` does')
    .action(async (options: InitOptions, command: Command) => {
      const app = await context.open(command, { withoutConfig: true })
      const { file } = locateConfig(app.world, command.optsWithGlobals<{ config?: string }>().config)
      const { gateways, problems } = await survey(app)
      const isAsked = options.yes !== true && process.stdin.isTTY === true && process.stdout.isTTY === true
      const plan = isAsked
        ? await (await import('./ask-for-config.ts')).askForConfig(app.world, {
            file,
            gateways,
            problems,
            options,
          })
        : takeOptions(options, gateways)
      if (plan === null) {
        context.print('Nothing was changed.')
        return context.setExitCode(2)
      }
      await carryOut(context, command, app, file, plan)
    })
}

/** A config can be written where nothing runs yet. */
async function survey({ world }: App): Promise<Discovery> {
  try {
    return await surveyGateways(world)
  } catch (error) {
    if (error instanceof MoltdError)
      return { gateways: [], problems: [{ unit: 'no gateway can be looked for', error }] }
    throw error
  }
}

async function carryOut(
  context: CliContext,
  command: Command,
  app: App,
  file: string,
  plan: InitPlan,
): Promise<void> {
  const { webhookFile } = plan.choices
  if (webhookFile !== undefined) await readSecretFile(app.world, atHome(app, webhookFile))
  const copy = await writeConfig(
    app.world,
    file,
    renderConfig(plan.choices),
    plan.replace ? 'keep-a-copy' : 'refuse',
  )
  context.print(`Wrote ${file}.${copy === null ? '' : ` What was there is now ${copy}.`}`)
  const fresh = await context.open(command, { anew: true })
  // A time that never comes is heard of now, and not by the daemon alone.
  await fresh.schedule()
  await reloadDaemon(fresh.world, daemonUnit)
  if (plan.testWebhook) {
    const test = await sayTestMessage(fresh)
    context.print(test.text)
    // The config stands, and what is left to do is done; but nobody should think that reports arrive.
    if (!test.isSaid) context.setExitCode(1)
  }
  if (plan.choices.mirror !== undefined)
    context.print(
      '`moltd mirror init` checks git and the repositories; the next run begins the mirror, beside itself.',
    )
  if (plan.install) await installOwnService(context, command, {})
  else context.print('`moltd doctor` looks whether all is well; `moltd install` lets it run by itself.')
}

function takeOptions(options: InitOptions, gateways: readonly Gateway[]): InitPlan {
  if (gateways.length > 1 && options.unit === undefined)
    throw new MoltdError(
      'E_SEVERAL_GATEWAYS',
      `cannot choose between ${gateways.map(({ unit }) => unit).join(', ')}`,
      'Name one: `moltd init --unit …`.',
    )
  return {
    choices: {
      unit: options.unit,
      cron: options.cron ?? '0 6 * * *',
      timezone: options.timezone,
      mode: options.mode ?? 'auto',
      webhookFile: options.webhookFile === undefined ? undefined : resolve(options.webhookFile),
      mirror:
        options.mirror === true || options.mirrorOrigin !== undefined
          ? { origin: options.mirrorOrigin }
          : undefined,
    },
    replace: options.replace === true,
    testWebhook: options.testWebhook === true,
    install: options.install === true,
  }
}

function atHome({ world }: App, path: string): string {
  return path.replace(/^~(?=\/)/, world.places.home)
}
