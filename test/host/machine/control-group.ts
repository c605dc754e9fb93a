import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const prefix = 'moltd-host-'

/** Where cgroup v2 is mounted: /sys/fs/cgroup, or /sys/fs/cgroup/unified beside the old one; null when nowhere. */
export function cgroupMount(): string | null {
  const lines = readFileSync('/proc/mounts', 'utf8').split('\n')
  for (const line of lines) {
    const [, mountPoint, kind] = line.split(' ')
    if (kind === 'cgroup2' && mountPoint !== undefined) return mountPoint
  }
  return null
}

/** A control group for one host; everything that runs in the host is below it. */
export function makeControlGroup(name: string): string {
  const folder = join(cgroupMount() ?? '/sys/fs/cgroup', `${prefix}${process.pid}-${name}`)
  mkdirSync(folder, { recursive: true })
  return folder
}

/** Kills what is in it and removes it; says false when something would not go. */
export async function removeControlGroup(folder: string): Promise<boolean> {
  for (let attempt = 0; attempt < 50; attempt++) {
    if (!existsSync(folder)) return true
    killMembers(folder)
    removeTree(folder)
    if (!existsSync(folder)) return true
    await sleep(100)
  }
  return false
}

/** Control groups of runs that are no longer there. */
export function strayControlGroups(isAlive: (pid: number) => boolean): string[] {
  const mount = cgroupMount()
  if (mount === null) return []
  const names = readdirSync(mount).filter(name => name.startsWith(prefix))
  return names
    .filter(name => !isAlive(Number(name.slice(prefix.length).split('-')[0])))
    .map(name => join(mount, name))
}

function killMembers(folder: string): void {
  try {
    writeFileSync(join(folder, 'cgroup.kill'), '1')
  } catch {
    // a kernel before 5.14 has no cgroup.kill: the death of the host's first process takes the rest along
  }
}

function removeTree(folder: string): void {
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory()) removeTree(join(folder, entry.name))
    }
    rmdirSync(folder)
  } catch {
    // still busy: the caller tries again
  }
}
