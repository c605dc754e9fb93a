import type { ChangeDigest } from '../ports/change-digest.ts'
import { discordText } from './discord-text.ts'
import type { DiscordWords } from './discord-words.ts'

const most = { breaking: 3, security: 2, notable: 2 } as const
const longestLine = 100
/** Of all lines together: a field holds 1024, and the link comes on top. */
const longestLines = 700

/** What an update brings, what may need a hand first; ends with a link to all of it. Below 1024 characters. */
export function discordChanges(changes: ChangeDigest | null | undefined, words: DiscordWords): string {
  if (!changes) return ''
  const { breaking, security, notable } = changes
  const wanted = [
    ...breaking.slice(0, most.breaking).map(text => `⚠️ ${discordText(text, longestLine)}`),
    ...security.slice(0, most.security).map(text => `🔒 ${discordText(text, longestLine)}`),
    ...notable.slice(0, most.notable).map(text => `· ${discordText(text, longestLine)}`),
  ]
  const lines: string[] = []
  for (const line of wanted) if ([...lines, line].join('\n').length <= longestLines) lines.push(line)
  const hidden = changes.omitted + breaking.length + security.length + notable.length - lines.length
  const url = linkable(changes.url)
  if (hidden <= 0) return [...lines, ...(url === null ? [] : [`[${words.allChanges}](${url})`])].join('\n')
  const more = words.moreChanges(hidden)
  return [...lines, url === null ? more : `[${more}](${url})`].join('\n')
}

/** Only a plain https address becomes a link: it comes from outside. */
function linkable(url: string | null): string | null {
  return url !== null && url.length <= 150 && /^https:\/\/[\w.-]+\/[\w./#%=&?+-]*$/.test(url) ? url : null
}
