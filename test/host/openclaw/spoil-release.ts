import { readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { Host } from '../machine/host.ts'
import { waitFor } from '../machine/poll.ts'
import { versionOnDisk } from './gateway-view.ts'

const dist = '.npm-global/lib/node_modules/openclaw/dist'

/**
 * Gives a release a fault: as soon as its files are in place, `code` (a module) becomes the first thing that its gateway does when
 * it starts. All else of the release is as it came, and its CLI does nothing of it.
 */
export async function spoilRelease(
  host: Host,
  version: string,
  code: string,
  isOver: () => boolean,
): Promise<void> {
  await waitFor(
    `${version} to be on disk`,
    900_000,
    async () => {
      if (isOver()) throw new Error(`the run ended before ${version} was on disk`)
      return (await versionOnDisk(host)) === version
    },
    20,
  )
  const main = await readFile(join(host.home, dist, 'index.js'), 'utf8')
  const [first = '', ...rest] = main.split('\n')
  const isGateway = "process.argv[2] === 'gateway' && process.argv[3] === '--port'"
  await host.writeFile(`${dist}/fault.mjs`, code)
  const spoiled = [first, `if (${isGateway}) await import('./fault.mjs')`, ...rest].join('\n')
  await host.writeFile(`${dist}/index.js.spoiled`, spoiled, 0o755)
  await rename(join(host.home, dist, 'index.js.spoiled'), join(host.home, dist, 'index.js'))
}
