import {
  compareVersions,
  formatVersion,
  isPrerelease,
  parseVersion,
  type Version,
} from '../openclaw/version.ts'
import type { ChangeDigest } from '../ports/change-digest.ts'
import { type ChangeEntry, type ChangelogSection, readSections } from './changelog-sections.ts'

const most = { breaking: 6, security: 6, notable: 8 }

/** What a changelog says of the versions newer than `from` up to and with `to`; null when it tells of none of them. */
export function digestChangelog(text: string, from: string, to: string): ChangeDigest | null {
  const [oldest, newest] = [parseVersion(from), parseVersion(to)]
  if (oldest === null || newest === null) return null
  const sections = sectionsBetween(readSections(text), oldest, newest)
  const entries = sections.flatMap(section => section.entries)
  if (entries.length === 0) return null

  const breaking = entries.filter(isBreaking)
  const security = entries.filter(entry => isSecurity(entry) && !isBreaking(entry))
  // The newest come first, and each version has its say.
  const share = Math.max(1, Math.floor(most.notable / sections.length))
  const notable = sections.flatMap(section => notableOf(section).slice(0, share))
  const shown = {
    breaking: say(breaking, most.breaking),
    security: say(security, most.security),
    notable: say(notable, most.notable),
  }
  return {
    versions: sections.map(section => formatVersion(section.version)),
    ...shown,
    omitted: entries.length - shown.breaking.length - shown.security.length - shown.notable.length,
    url: `https://github.com/openclaw/openclaw/releases/tag/v${formatVersion(newest)}`,
  }
}

/** Whether the text goes back as far as the installed version, so that no version between is missing. */
export function reachesBackTo(text: string, from: string): boolean {
  const oldest = parseVersion(from)
  return oldest !== null && readSections(text).some(({ version }) => compareVersions(version, oldest) <= 0)
}

/** Newest first, each version once: the text of its own package comes first. */
function sectionsBetween(
  sections: readonly ChangelogSection[],
  from: Version,
  to: Version,
): ChangelogSection[] {
  const told = new Map<string, ChangelogSection>()
  for (const section of sections) {
    const { version } = section
    const isOfCandidate = isPrerelease(to) && version.release.join('.') === to.release.join('.')
    if (compareVersions(version, from) <= 0) continue
    if (compareVersions(version, to) > 0 && !isOfCandidate) continue
    const name = formatVersion(version)
    if (!told.has(name)) told.set(name, section)
  }
  return [...told.values()].sort((a, b) => compareVersions(b.version, a.version))
}

function isBreaking({ heading, topic, text }: ChangeEntry): boolean {
  return (
    /\bbreaking\b/i.test(heading) || /\bbreaking\b/i.test(topic) || /\bbreaking\b.{0,20} change\b/i.test(text)
  )
}

function isSecurity({ heading, topic, text }: ChangeEntry): boolean {
  const topics = topic.split(/[/+,]| and /).map(part => part.trim())
  return (
    /\bsecurity\b/i.test(heading) ||
    topics.some(part => /^security(?: (?:fix(?:es)?|hardening))?$/i.test(part)) ||
    /\b(?:CVE-\d{4}-\d|GHSA-[\da-z])/i.test(text)
  )
}

/** Highlights where a version has them, else the first of what it adds and changes. */
function notableOf(section: ChangelogSection): ChangeEntry[] {
  const entries = section.entries.filter(entry => !isBreaking(entry) && !isSecurity(entry))
  const highlights = entries.filter(({ heading }) => /highlight/i.test(heading))
  if (highlights.length > 0) return highlights
  return entries.filter(({ heading }) => /added|changes|features/i.test(heading)).slice(0, 3)
}

function say(entries: readonly ChangeEntry[], count: number): string[] {
  return [...new Set(entries.map(({ text }) => text))].slice(0, count)
}
