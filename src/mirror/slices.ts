const fewRefs = 200
const mostSlices = 16

/** So many that it pays not to name each of them: git compares every name that it is given with every ref that is there. */
export function areMany(names: readonly string[]): boolean {
  return names.length > fewRefs
}

/** Names each of which brings a further part of a long history, so that a cut costs only one part; none where little is to come. */
export function milestonesOf(names: readonly string[]): string[] {
  if (!areMany(names)) return []
  const step = Math.ceil(names.length / mostSlices)
  return names.filter((_, index) => (index + 1) % step === 0)
}

/** What cannot be had by pattern is named, some hundreds at a time. */
export function inSlices(names: readonly string[]): string[][] {
  const size = areMany(names) ? Math.ceil(names.length / mostSlices) : names.length
  const slices: string[][] = []
  for (let start = 0; start < names.length; start += size) slices.push(names.slice(start, start + size))
  return slices
}
