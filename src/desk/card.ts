import type { APIEmbedField } from 'discord-api-types/v10'
import type { DeskMessage } from '../ports/desk.ts'

const longestField = 1024

/** A title, and named parts below it; parts without text are left out. All text is fit to be shown. */
export function card(
  title: string,
  colour: number,
  description: string,
  parts: readonly (readonly [name: string, lines: readonly string[]])[],
): DeskMessage {
  const fields = parts
    .map(([name, lines]): APIEmbedField => ({ name, value: joinUpTo(lines, longestField), inline: false }))
    .filter(({ value }) => value !== '')
  return {
    content: title,
    embeds: [{ color: colour, ...(description === '' ? {} : { description }), fields }],
    components: [],
    allowed_mentions: { parse: [] },
  }
}

/** Whole lines only, and a count of those that find no room. */
export function joinUpTo(lines: readonly string[], max: number): string {
  const shown: string[] = []
  for (const line of lines) {
    if ([...shown, line, '… 999'].join('\n').length > max) break
    shown.push(line)
  }
  const hidden = lines.length - shown.length
  return [...shown, ...(hidden > 0 ? [`… ${hidden}`] : [])].join('\n')
}
