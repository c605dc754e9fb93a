import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { uptime } from 'node:os'
import type { Processes, ProcessInfo } from '../ports/processes.ts'
import {
  hasEnded,
  microsecondsOfTicks,
  parseBytesWritten,
  parseEnvironment,
  parseListeningSockets,
  parseProcessStat,
} from './proc-formats.ts'

/** Linux /proc, read synchronously: a few small virtual files a process, faster than any queue of promises. */
export const linuxProcesses: Processes = {
  async list() {
    return ownPids().flatMap(pid => describe(pid) ?? [])
  },

  async contextOf({ pid, startTicks }) {
    const environment = read(`/proc/${pid}/environ`)
    const workingDirectory = linkOf(`/proc/${pid}/cwd`)
    // Asked last: what was read above belongs to the process that is still there.
    if (environment === null || describe(pid)?.startTicks !== startTicks) return null
    return { workingDirectory, environment: parseEnvironment(environment) }
  },

  async listenersOn(port) {
    const sockets = ['/proc/net/tcp', '/proc/net/tcp6']
      .flatMap(path => parseListeningSockets(read(path) ?? ''))
      .filter(socket => socket.port === port)
    if (sockets.length === 0) return []
    const holders = holdersOf(new Set(sockets.map(socket => socket.inode)))
    return sockets.flatMap(({ address, inode }) =>
      (holders.get(inode) ?? [null]).map(pid => ({ port, address, pid })),
    )
  },

  async sample(pid) {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`) ?? '')?.[1]
    const info = describe(pid)
    if (kilobytes === undefined || info === null) return null
    const ageMs = uptime() * 1000 - microsecondsOfTicks(info.startTicks) / 1000
    return { ageMs, cpuMs: info.cpuMs, residentBytes: Number(kilobytes) * 1024 }
  },

  async signal(target, signal) {
    if (describe(target.pid)?.startTicks !== target.startTicks) return false
    try {
      process.kill(target.pid, signal)
      return true
    } catch (thrown) {
      if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ESRCH') return false
      throw thrown
    }
  },
}

/** What is known of one living process; null when it is gone or a zombie. */
export function describeProcess(pid: number): (ProcessInfo & { session: number }) | null {
  const stat = parseProcessStat(read(`/proc/${pid}/stat`) ?? '')
  if (stat === null || hasEnded(stat)) return null
  const commandLine = read(`/proc/${pid}/cmdline`) ?? ''
  return {
    pid,
    parentPid: stat.parentPid,
    session: stat.session,
    startTicks: stat.startTicks,
    argv: commandLine === '' ? [] : commandLine.replace(/\0$/, '').split('\0'),
    cpuMs: stat.cpuMs,
    writtenBytes: parseBytesWritten(read(`/proc/${pid}/io`) ?? ''),
  }
}

export function ownPids(): number[] {
  const uid = process.geteuid?.()
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number)
    .filter(pid => uidOf(pid) === uid)
}

function describe(pid: number): ProcessInfo | null {
  const known = describeProcess(pid)
  if (known === null) return null
  const { session: _, ...info } = known
  return info
}

function holdersOf(inodes: ReadonlySet<string>): Map<string, number[]> {
  const holders = new Map<string, number[]>()
  for (const pid of ownPids()) {
    for (const inode of new Set(socketsOf(pid))) {
      if (inodes.has(inode)) holders.set(inode, [...(holders.get(inode) ?? []), pid])
    }
  }
  return holders
}

function socketsOf(pid: number): string[] {
  const folder = `/proc/${pid}/fd`
  return namesIn(folder).flatMap(
    name => /^socket:\[(\d+)\]$/.exec(linkOf(`${folder}/${name}`) ?? '')?.[1] ?? [],
  )
}

// Processes and their files go away while they are being read, and some are not ours to read: both mean "nothing".
function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

function linkOf(path: string): string | null {
  try {
    return readlinkSync(path)
  } catch {
    return null
  }
}

function namesIn(path: string): string[] {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}

function uidOf(pid: number): number | undefined {
  return statSync(`/proc/${pid}`, { throwIfNoEntry: false })?.uid
}
