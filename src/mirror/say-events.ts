import { isTag, shortName } from './refs.ts'

export type UpstreamEvent =
  | { kind: 'moved'; name: string; from: string; to: string }
  | { kind: 'rewritten'; name: string; from: string; to: string }
  | { kind: 'deleted'; name: string; from: string }

const named = 3

/** One sentence for each, but for deletions: many at once are one. */
export function sayEvents(events: readonly UpstreamEvent[], stamp: string): string[] {
  const deleted = events.filter(event => event.kind === 'deleted')
  return [
    ...events.flatMap(event => (event.kind === 'deleted' ? [] : [sayChange(event, stamp)])),
    ...(deleted.length === 0 ? [] : [sayDeletions(deleted.map(({ name }) => name))]),
  ]
}

function sayChange(event: Exclude<UpstreamEvent, { kind: 'deleted' }>, stamp: string): string {
  const { name, from, to } = event
  return event.kind === 'moved'
    ? `release tag ${plain(name)} was moved upstream, from ${short(from)} to ${short(to)}: the source of a published release is another now. The tag here stays where it was; the new one is kept under ${stamp}`
    : `branch ${plain(name)} was rewritten upstream, from ${short(from)} to ${short(to)}: the old history is kept under ${stamp}`
}

function sayDeletions(names: readonly string[]): string {
  const more = names.length > named ? ` and ${names.length - named} more` : ''
  const what = names.every(isTag) ? 'tag' : 'ref'
  return `${names.length} ${what}${names.length === 1 ? ' was' : 's were'} deleted upstream: ${names.slice(0, named).map(plain).join(', ')}${more}; the mirror keeps ${names.length === 1 ? 'it' : 'them'}`
}

function plain(name: string): string {
  return shortName(name).replace(/^(heads|tags)\//, '')
}

function short(oid: string): string {
  return oid.slice(0, 10)
}
