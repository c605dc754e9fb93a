// The gateway's place on Discord: it looks for messages that mention its bot, and answers as it is asked to. The real one hears of them
// through Discord's gateway; what comes in and what goes out is the same.
import { setTimeout as sleep } from 'node:timers/promises'
import { orders } from './orders.js'
import { readSettings } from './settings.js'

const pollMs = 50

/** Listens for as long as the process lives, when a test has ordered a place on Discord. */
export async function listen(config) {
  const { discord } = orders()
  if (discord === undefined) return
  let seen = await newest(discord)
  for (;;) {
    await sleep(pollMs)
    for (const message of await read(discord, seen)) {
      seen = message.id
      await hear(discord, message, config)
    }
  }
}

async function hear(discord, { id, author, mentions, content }, config) {
  if (author.id === discord.botId || !mentions.some(mention => mention.id === discord.botId)) return
  const { allowBots } = readSettings(config).channels?.discord ?? {}
  if (author.bot && !allowBots) return
  const { inboundDead, repliesInvisible, answersAfterMs = 0 } = orders()
  // Neither leaves a trace in the real one's health: the account stays connected.
  if (inboundDead) return
  await sleep(answersAfterMs)
  console.log(`[discord] turn for ${id} done`)
  if (repliesInvisible) return
  await request(discord, 'POST', '', {
    content: /<@!?\d+> \S+$/.exec(content)?.[0] ?? 'Yes?',
    allowed_mentions: { parse: ['users'] },
  })
}

async function newest(discord) {
  return (await read(discord, '0')).at(-1)?.id ?? '0'
}

async function read(discord, after) {
  const messages = await request(discord, 'GET', `?after=${after}&limit=100`)
  return (messages ?? []).toReversed()
}

/** null when Discord is away. */
async function request({ api, channelId, token }, method, rest, body) {
  try {
    const response = await fetch(`${api}/v10/channels/${channelId}/messages${rest}`, {
      method,
      headers: { Authorization: `Bot ${token}`, 'Content-Type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    })
    return response.ok ? await response.json() : null
  } catch {
    return null // as the real one would: it tries again
  }
}
