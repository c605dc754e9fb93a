import { appendFileSync, closeSync, fstatSync, openSync, readSync } from 'node:fs'

const tailBytes = 4 * 1024 * 1024

/** Lines since then, oldest first, at most `maxLines`. A line without a time of its own has that of the line before. */
export function readLogSince(path: string, sinceMs: number, maxLines: number): string[] {
  let latestMs = 0
  const kept = readTail(path)
    .split('\n')
    .filter(line => {
      latestMs = timeOf(line) ?? latestMs
      return line !== '' && latestMs >= sinceMs
    })
  return kept.slice(-maxLines)
}

/** A line of ours among the service's own, so that there is a time even where it writes none. */
export function noteInLog(path: string, nowMs: number, text: string): void {
  appendFileSync(path, `${new Date(nowMs).toISOString()} moltd: ${text}\n`, { mode: 0o600 })
}

function timeOf(line: string): number | null {
  const stamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)/.exec(line)?.[0]
  const timeMs = stamp === undefined ? Number.NaN : Date.parse(stamp)
  return Number.isNaN(timeMs) ? null : timeMs
}

function readTail(path: string): string {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch {
    // Never started: there is no log.
    return ''
  }
  try {
    const start = Math.max(0, fstatSync(file).size - tailBytes)
    const tail = Buffer.alloc(tailBytes)
    return tail.toString('utf8', 0, readSync(file, tail, 0, tailBytes, start))
  } finally {
    closeSync(file)
  }
}
