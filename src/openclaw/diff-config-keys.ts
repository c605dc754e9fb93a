import JSON5 from 'json5'
import { reasonOf } from '../ports/errors.ts'

/** What changed between two configs, as key paths only: `- channels.discord.enabled`, `+ meta.x`, `~ gateway.bind`. Never values. */
export function diffConfigKeys(before: string, after: string): string[] {
  const [old, current] = [flatten(before), flatten(after)]
  const removed = [...old.keys()].filter(key => !current.has(key)).map(key => `- ${key}`)
  const added = [...current.keys()].filter(key => !old.has(key)).map(key => `+ ${key}`)
  const changed = [...current]
    .filter(([key, value]) => old.has(key) && old.get(key) !== value)
    .map(([key]) => `~ ${key}`)
  return [...removed, ...added, ...changed].toSorted((one, other) =>
    one.slice(2).localeCompare(other.slice(2)),
  )
}

function flatten(text: string): Map<string, string> {
  const leaves = new Map<string, string>()
  const visit = (value: unknown, path: string) => {
    if (typeof value === 'object' && value !== null) {
      for (const [key, member] of Object.entries(value)) visit(member, path === '' ? key : `${path}.${key}`)
    } else {
      leaves.set(path, JSON.stringify(value))
    }
  }
  try {
    visit(JSON5.parse(text), '')
  } catch (error) {
    leaves.set(`(unreadable: ${reasonOf(error)})`, '')
  }
  return leaves
}
