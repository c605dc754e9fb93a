import { clip, plainLine } from './plain-text.ts'

/** Words from outside for an embed: shown as they are, never as a mention, a link or formatting; at most twice `max` long. */
export function discordText(text: string, max: number): string {
  const escaped = clip(plainLine(text), max)
    .replaceAll(/[\\*_~`|[\]<>]/g, '\\$&')
    .replaceAll('://', ':\\/\\/')
    .replace(/^(?:[-+#]|\d+(?=\.(?:\s|$)))/, start => (/^\d/.test(start) ? `${start}\\` : `\\${start}`))
  return withoutMentions(escaped)
}

/** Something to copy, a path or a command: verbatim, in a code span. */
export function discordCode(text: string, max: number): string {
  const line = clip(plainLine(text), max).replaceAll('`', "'")
  return line === '' ? '' : `\`${withoutMentions(line)}\``
}

function withoutMentions(text: string): string {
  return text.replaceAll(/@(?=everyone|here)/gi, '@\u200b')
}
