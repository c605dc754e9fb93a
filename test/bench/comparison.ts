/** Two sides of one question, measured in the same run. */
export interface Comparison {
  what: string
  moltd: string
  other: string
  /** The target in words. */
  target: string
  met: boolean
}

export function renderComparisons(comparisons: readonly Comparison[]): string {
  const rows = [
    ['what', 'moltd', 'beside it', 'target', ''],
    ...comparisons.map(({ what, moltd, other, target, met }) => [
      what,
      moltd,
      other,
      target,
      met ? 'met' : 'NOT MET',
    ]),
  ]
  const widths = [0, 1, 2, 3].map(column => Math.max(...rows.map(row => row[column]?.length ?? 0)))
  return rows
    .map(row =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/** Milliseconds as seconds, for a table. */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 1000 ? 3 : 2)} s`
}

/** How long some work takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now()
  await work()
  return performance.now() - startedMs
}
