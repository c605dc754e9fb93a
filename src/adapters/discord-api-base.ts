import { MoltdError } from '../ports/errors.ts'

const discordItself = 'https://discord.com/api'

/** Where Discord's interface is: Discord itself, or, for tests, this machine; a token goes nowhere else. Errors: E_DISCORD_API. */
export function discordApiBase({
  MOLTD_DISCORD_API: given,
}: Readonly<Record<string, string | undefined>>): string {
  if (given === undefined || given === '') return discordItself
  if (/^https?:\/\/(?:127\.0\.0\.1|localhost|\[::1\]):\d+\/api$/.test(given)) return given
  throw new MoltdError(
    'E_DISCORD_API',
    'cannot use MOLTD_DISCORD_API: it does not name this machine',
    'It is for tests only: unset it.',
  )
}
