import type { Command } from 'commander'
import type { CliContext } from './context.ts'

export function registerConfig(program: Command, context: CliContext): void {
  const config = program.command('config').description('look at the config')
  config
    .command('check')
    .description('read the config and say whether it is sound')
    .option('--json', 'print as one JSON document')
    .action(async (options: { json?: true }, command: Command) => {
      const { world, settings } = await readConfig(command)
      const { locateConfig } = await import('../config/load.ts')
      const { readBot, readWebhookUrl } = await import('../config/secrets.ts')
      const { config: path } = command.optsWithGlobals<{ config?: string }>()
      const { file } = locateConfig(world, path)
      const exists = (await world.files.statTarget(file)) !== null
      const [bot, webhook] = [await readBot(world, settings), await readWebhookUrl(world, settings)]
      const hasVoice = bot !== null || webhook !== null
      if (options.json)
        return context.print(JSON.stringify({ file, exists, ok: true, discord: hasVoice }, null, 2))
      const voice = hasVoice
        ? 'Reports go to Discord.'
        : 'Reports go nowhere but here: neither a Discord bot nor a webhook is set.'
      context.print(
        `${exists ? `${file} is sound.` : `${file} does not exist: every key has its default.`}\n${voice}`,
      )
    })
  config
    .command('print')
    .description('print the config with every default filled in')
    .option('--json', 'print as one JSON document (it always is one)')
    .option('--reveal', 'with what is secret in it in the clear')
    .action(async (options: { reveal?: true }, command: Command) => {
      const { settings } = await readConfig(command)
      context.print(JSON.stringify(options.reveal ? settings : withoutSecrets(settings), null, 2))
    })
}

/** Whoever knows the path of a dead-man's switch can silence it. */
function withoutSecrets<T extends { notify: { deadMansSwitchUrl?: string | undefined } }>(settings: T): T {
  const { deadMansSwitchUrl: url } = settings.notify
  return url === undefined
    ? settings
    : { ...settings, notify: { ...settings.notify, deadMansSwitchUrl: `${new URL(url).origin}/[redacted]` } }
}

async function readConfig(command: Command) {
  const { composeConfig } = await import('../compose-config.ts')
  const { config } = command.optsWithGlobals<{ config?: string }>()
  return composeConfig(config, process.env)
}
