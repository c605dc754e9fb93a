import { readFileSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'

const memory = '/dev/shm'
const enoughBytes = 512 * 1024 * 1024

/** Where tests make their many small files: in memory where it is roomy and may hold programs, since syncing them is their whole cost. */
export const scratchRoot = isUsable() ? memory : tmpdir()

function isUsable(): boolean {
  try {
    const { bavail, bsize } = statfsSync(memory)
    const mount = readFileSync('/proc/mounts', 'utf8')
      .split('\n')
      .find(line => line.split(' ')[1] === memory)
    return (
      bavail * bsize >= enoughBytes &&
      mount !== undefined &&
      !mount.split(' ')[3]?.split(',').includes('noexec')
    )
  } catch {
    return false // no such place here
  }
}
