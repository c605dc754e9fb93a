import type { World } from '../ports/world.ts'

export async function isWsl({ files }: Pick<World, 'files'>): Promise<boolean> {
  return /microsoft|wsl/i.test((await files.readTextIfThere('/proc/sys/kernel/osrelease')) ?? '')
}

/** A key of Windows' `.wslconfig`; null when it is not there. */
export function readWslKey(text: string, section: string, key: string): string | null {
  let current = ''
  for (const line of text.split(/\r?\n/)) {
    const heading = /^\s*\[(\w+)\]\s*$/.exec(line)?.[1]
    if (heading !== undefined) current = heading.toLowerCase()
    const [, name, value] = /^\s*(\w+)\s*=\s*(.*?)\s*$/.exec(line) ?? []
    if (current === section.toLowerCase() && name?.toLowerCase() === key.toLowerCase()) return value ?? null
  }
  return null
}
