import { z } from 'zod'
import { discordText } from './discord-text.ts'
import type { DiscordWords } from './discord-words.ts'
import { clip } from './plain-text.ts'
import type { VoiceBodies } from './voice-bodies.ts'

/** Ten first lines and a bit stay within one embed. */
const mostLines = 10
const longestLine = 320

const said = z.looseObject({
  content: z.string().default(''),
  embeds: z.array(z.looseObject({ title: z.string().optional() })).default([]),
})

/** Messages for Discord that are put together, or added to, after they were rendered. */
export function discordBodies(words: DiscordWords): VoiceBodies {
  return {
    fold: entries => {
      const lines = entries.map(({ body, enqueuedAtMs }) => {
        const { content, embeds } = said.parse(JSON.parse(body))
        const first = content || (embeds[0]?.title ?? '') // a moltd before this one gave its embed a title
        return `<t:${Math.floor(enqueuedAtMs / 1000)}:f> ${clip(first, longestLine)}`
      })
      const shown = lines.slice(-mostLines)
      const earlier = lines.length - shown.length
      const description = [...(earlier > 0 ? [words.earlier(earlier)] : []), ...shown].join('\n')
      return JSON.stringify({
        content: `📬 **${words.late(entries.length)}**`,
        embeds: [{ color: 0x6e_77_81, description }],
        allowed_mentions: { parse: [] },
      })
    },
    withNotice: (body, reason) => {
      const message = z.looseObject({ content: z.string().default('') }).parse(JSON.parse(body))
      const notice = `-# ⚠️ ${words.otherWayShut(discordText(reason, 200))}`
      return JSON.stringify({ ...message, content: `${message.content}\n${notice}` })
    },
  }
}
