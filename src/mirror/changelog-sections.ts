import { clip, plainLine } from '../notify/plain-text.ts'
import { parseVersion, type Version } from '../openclaw/version.ts'

/** One bullet of a changelog, as a plain line. */
export interface ChangeEntry {
  /** The heading that it stands below, e.g. `Fixes`. */
  heading: string
  /** What comes before its first colon; empty when that is no topic. */
  topic: string
  text: string
}

export interface ChangelogSection {
  version: Version
  entries: readonly ChangeEntry[]
}

const longestEntry = 220
const longestTopic = 60

/** The sections of a changelog with their bullets. The text is from outside: whatever is in it comes out as plain lines. */
export function readSections(text: string): ChangelogSection[] {
  const sections: { version: Version; entries: ChangeEntry[] }[] = []
  let heading = ''
  let isOpen = false
  let bullet: string[] = []
  const endBullet = () => {
    if (bullet.length > 0 && isOpen && !isRecord(heading))
      sections.at(-1)?.entries.push(readEntry(heading, bullet.join(' ')))
    bullet = []
  }
  for (const line of text.split('\n')) {
    const [, signs, title] = /^(#{1,6}) +(.*)$/.exec(line) ?? []
    if (signs !== undefined && title !== undefined) {
      endBullet()
      heading = title
      if (signs.length > 2) continue
      const version = parseVersion(title)
      isOpen = version !== null
      if (version !== null) sections.push({ version, entries: [] })
    } else if (/^[-*] /.test(line)) {
      endBullet()
      bullet = [line.slice(2)]
    } else if (bullet.length > 0 && /^ {2,}(?![-*] )\S/.test(line)) bullet.push(line)
    else endBullet()
  }
  endBullet()
  return sections
}

/** Lists for the record, not for readers. */
function isRecord(heading: string): boolean {
  return /contribut|pull requests|direct commits/i.test(heading)
}

function readEntry(heading: string, bullet: string): ChangeEntry {
  const text = clip(withoutMarks(plainLine(bullet.slice(0, 4_000))), longestEntry)
  const colon = text.indexOf(':')
  return { heading, topic: colon > 0 && colon <= longestTopic ? text.slice(0, colon) : '', text }
}

/** Without Markdown's signs, and without the thanks and numbers at the end. */
function withoutMarks(text: string): string {
  return text
    .replaceAll(/!?\[([^\][]{0,200})\]\([^()\s]{0,500}\)/g, '$1')
    .replaceAll(/\*\*|__|`/g, '')
    .replace(/\s*\(#\d+(?:, ?#\d+){0,200}\)\.?(?:\s.{0,2000})?$/, '')
    .replace(/\s*[-—–]?\s*\bThanks @.{0,2000}$/i, '')
    .trim()
}
