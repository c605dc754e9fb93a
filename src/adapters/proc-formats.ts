// The text formats of Linux's /proc, see proc(5); pure.

/** USER_HZ, the unit of times in /proc: 100 on every Linux that Node runs on. */
const ticksPerSecond = 100
const stateListening = '0A'

export interface ProcessStat {
  state: string
  parentPid: number
  session: number
  threads: number
  startTicks: number
  cpuMs: number
}

/** `/proc/<pid>/stat`. The name is in parentheses and may hold blanks and parentheses itself. */
export function parseProcessStat(text: string): ProcessStat | null {
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .trim()
    .split(' ')
  const [state, parentPid, , session] = fields
  const [userTicks, systemTicks, startTicks] = [fields[11], fields[12], fields[19]]
  if (state === undefined || startTicks === undefined) return null
  return {
    state,
    parentPid: Number(parentPid),
    session: Number(session),
    threads: Number(fields[17]),
    startTicks: Number(startTicks),
    cpuMs: ((Number(userTicks) + Number(systemTicks)) * 1000) / ticksPerSecond,
  }
}

/** Ended, as a whole: the first thread is a zombie while the others still give back memory and sockets. */
export function hasEnded({ state, threads }: ProcessStat): boolean {
  return state === 'X' || (state === 'Z' && threads <= 1)
}

/** Microseconds since boot, from a start time in ticks. */
export function microsecondsOfTicks(ticks: number): number {
  return (ticks * 1_000_000) / ticksPerSecond
}

/** `/proc/<pid>/io`; null when it could not be read. */
export function parseBytesWritten(text: string): number | null {
  const bytes = /^write_bytes: (\d+)$/m.exec(text)?.[1]
  return bytes === undefined ? null : Number(bytes)
}

/** `/proc/<pid>/environ`: what the process was started with. */
export function parseEnvironment(text: string): Record<string, string> {
  const pairs = text.split('\0').flatMap(entry => {
    const end = entry.indexOf('=')
    return end > 0 ? [[entry.slice(0, end), entry.slice(end + 1)] as const] : []
  })
  return Object.fromEntries(pairs)
}

export interface ListeningSocket {
  address: string
  port: number
  inode: string
}

/** `/proc/net/tcp` and `/proc/net/tcp6`. */
export function parseListeningSockets(text: string): ListeningSocket[] {
  return text
    .split('\n')
    .slice(1)
    .flatMap(line => {
      const [, local, , state, , , , , , inode] = line.trim().split(/\s+/)
      const [address, port] = local?.split(':') ?? []
      if (state !== stateListening || !address || !port || !inode) return []
      return [{ address: readAddress(address), port: Number.parseInt(port, 16), inode }]
    })
}

/** The kernel prints each 32-bit word in the machine's own order; ours are little-endian. */
function readAddress(hex: string): string {
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap(word => (word.match(/../g) ?? []).reverse())
  if (bytes.length === 4) return dotted(bytes)
  const isMapped = bytes.slice(0, 12).join('') === `${'00'.repeat(10)}ffff`.toUpperCase()
  if (isMapped) return `::ffff:${dotted(bytes.slice(12))}`
  const groups = Array.from({ length: 8 }, (_, index) => bytes.slice(index * 2, index * 2 + 2).join(''))
  return new URL(`http://[${groups.join(':')}]/`).hostname.slice(1, -1)
}

function dotted(bytes: readonly string[]): string {
  return bytes.map(byte => Number.parseInt(byte, 16)).join('.')
}
