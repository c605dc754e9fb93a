import type { App } from '../compose.ts'
import type { DeskView } from '../doctor/facts.ts'
import { sayDesk } from '../notify/say-desk.ts'
import { sayTime } from '../notify/words.ts'
import { reasonOf } from '../ports/errors.ts'

/** Whether people can talk to moltd on Discord, as the daemon last wrote it down; null: no bot is configured. */
export function readDesk({ daemon, settings }: Pick<App, 'daemon' | 'settings'>): DeskView | null {
  const { tokenFile, tokenEnv, guildId, channelId, allow } = settings.notify.discord.bot
  if ((tokenFile ?? tokenEnv) === undefined || guildId === undefined || channelId === undefined) return null
  const ill = (text: string): DeskView => ({ isWell: false, text })
  if (allow.users.length + allow.roles.length === 0)
    return ill(
      'only reports: nobody may use its buttons and commands, since notify.discord.bot.allow names nobody',
    )
  try {
    if (!daemon.isDaemonAtWork()) return ill('buttons and commands do not answer: the daemon does not run')
    const note = daemon.desk()
    if (note === null)
      return ill(
        'buttons and commands do not answer: the daemon has not heard of it; `systemctl --user reload moltd`',
      )
    const { state, sinceMs } = note
    const isWell = state.kind === 'open' && state.trouble === null
    return { isWell, text: `${sayDesk(state)} (since ${sayTime(new Date(sinceMs).toISOString())})` }
  } catch (error) {
    return ill(reasonOf(error))
  }
}
