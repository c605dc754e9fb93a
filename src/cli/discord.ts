import type { Command } from 'commander'
import { MoltdError } from '../ports/errors.ts'
import type { CliContext } from './context.ts'
import { sayTestMessage } from './say-test-message.ts'

const examineTimeoutMs = 20_000

export function registerDiscord(program: Command, context: CliContext): void {
  const discord = program.command('discord').description('the Discord bot of moltd')
  discord
    .command('setup')
    .description('check token, server, channel and permissions of the bot one by one, and say a test message')
    .option('--json', 'print as one JSON document')
    .action(async (options: { json?: true }, command: Command) => {
      const app = await context.open(command)
      const bot = await app.examineBot(examineTimeoutMs)
      if (bot === null)
        throw new MoltdError(
          'E_NO_BOT',
          'cannot set up the Discord bot: the config has none',
          'Set notify.discord.bot (tokenFile, guildId, channelId); docs/discord.md says how to make one.',
        )
      const isWell = bot.findings.every(finding => finding.isWell)
      const test = isWell ? await sayTestMessage(app) : null
      context.setExitCode(test?.isSaid === true ? 0 : 1)
      if (options.json) return context.print(JSON.stringify({ ...bot, test: test?.text ?? null }, null, 2))
      const lines = bot.findings.map(({ title, isWell: fine, reason }) =>
        fine ? `ok      ${title}` : `BROKEN  ${title}: ${reason}`,
      )
      context.print(
        [`Invite link: ${bot.invite}`, '', ...lines, ...(test === null ? [] : ['', test.text])].join('\n'),
      )
    })
}
