import { MoltdError, reasonOf } from '../ports/errors.ts'
import type { ConfigWorld, Settings } from './load.ts'

/**
 * URL of the Discord webhook; null when none is configured.
 * Errors: E_SECRET_MISSING, E_SECRET_READABLE, E_SECRET_INVALID; none repeats the secret.
 */
export async function readWebhookUrl(
  world: ConfigWorld,
  settings: { notify: { discord: Pick<Settings['notify']['discord'], 'webhookUrlFile' | 'webhookUrlEnv'> } },
): Promise<string | null> {
  const { webhookUrlFile, webhookUrlEnv } = settings.notify.discord
  const source = webhookUrlFile ?? webhookUrlEnv
  if (source === undefined) return null
  const url = webhookUrlFile ? await readSecretFile(world, webhookUrlFile) : readSecretVariable(world, source)
  if (mayBeWebhook(url)) return url
  throw new MoltdError(
    'E_SECRET_INVALID',
    `cannot use the secret in ${source}: it is not the URL of a Discord webhook`,
    'In Discord: channel settings, Integrations, Webhooks, Copy Webhook URL; it begins with https://discord.com/api/webhooks/.',
  )
}

/** What speaks as the bot; null when none is configured. Errors: E_SECRET_MISSING, E_SECRET_READABLE, E_SECRET_INVALID. */
export async function readBot(
  world: ConfigWorld,
  settings: { notify: { discord: Pick<Settings['notify']['discord'], 'bot'> } },
): Promise<{ token: string; guildId: string; channelId: string } | null> {
  const { tokenFile, tokenEnv, guildId, channelId } = settings.notify.discord.bot
  const source = tokenFile ?? tokenEnv
  if (source === undefined || guildId === undefined || channelId === undefined) return null
  const token = tokenFile ? await readSecretFile(world, tokenFile) : readSecretVariable(world, source)
  if (/^[\w-]{20,}\.[\w-]{5,}\.[\w-]{25,}$/.test(token)) return { token, guildId, channelId }
  throw new MoltdError(
    'E_SECRET_INVALID',
    `cannot use the secret in ${source}: it is not the token of a Discord bot`,
    'In the Discord developer portal: your application, Bot, Reset Token, Copy.',
  )
}

/** The one secret in a file that only its owner may read, without the line's end. */
export async function readSecretFile({ files, places }: ConfigWorld, file: string): Promise<string> {
  const stat = await files.statTarget(file)
  if (stat === null)
    throw new MoltdError(
      'E_SECRET_MISSING',
      `cannot read the secret in ${file}: it does not exist`,
      `Create it, then: chmod 600 ${file}`,
    )
  if (stat.uid !== places.uid && stat.uid !== 0)
    throw new MoltdError(
      'E_SECRET_READABLE',
      `cannot trust the secret in ${file}: it belongs to another user (uid ${stat.uid})`,
      `Make it yours: sudo chown ${places.uid} ${file}`,
    )
  if ((stat.mode & 0o077) !== 0)
    throw new MoltdError(
      'E_SECRET_READABLE',
      `cannot trust the secret in ${file}: others may read it (mode ${(stat.mode & 0o777).toString(8)})`,
      `Run: chmod 600 ${file}`,
    )
  const text = await files.readText(file).catch(cause => {
    throw new MoltdError(
      'E_SECRET_MISSING',
      `cannot read the secret in ${file}: ${reasonOf(cause)}`,
      `Make it a file that you may read: chmod 600 ${file}`,
      { cause },
    )
  })
  if (text.trim() === '')
    throw new MoltdError(
      'E_SECRET_MISSING',
      `cannot read the secret in ${file}: the file is empty`,
      'Write the secret into it, on one line.',
    )
  return text.trim()
}

function readSecretVariable({ environment }: ConfigWorld, name: string): string {
  const value = environment[name]?.trim()
  if (value) return value
  throw new MoltdError(
    'E_SECRET_MISSING',
    `cannot read the secret in ${name}: this environment variable is not set`,
    `Set ${name} where moltd starts: in its unit, or in your shell.`,
  )
}

/** https, or http on this machine (a proxy of one's own); never a token sent in the clear. */
export function mayBeWebhook(text: string): boolean {
  const url = URL.parse(text)
  const secret =
    url?.protocol === 'https:' ||
    (url?.protocol === 'http:' && /^(127\.0\.0\.1|localhost|\[::1\])$/.test(url.hostname))
  return secret && /^\/api(\/v\d+)?\/webhooks\/\d+\/[\w-]+\/?$/.test(url?.pathname ?? '')
}
