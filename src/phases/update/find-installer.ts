import { join } from 'node:path'
import type { Gateway } from '../../openclaw/gateway.ts'
import { findNpm, installArguments } from './find-npm.ts'
import { findPnpm, pnpmEnvironment } from './find-pnpm.ts'
import type { KeptPackage, UpdateWorld } from './update-request.ts'

/** The package manager that the installation is of. */
export interface Installer {
  /** `npm 11.6.0` */
  title: string
  path: string
  /** Arguments that install a version into `<folder>/lib/node_modules/openclaw`, beside the live one. */
  beside(folder: string, version: string, kept: KeptPackage | null): string[]
  /** Beyond the environment of the gateway. */
  environment: Readonly<Record<string, string>>
}

export async function findInstaller(
  world: Pick<UpdateWorld, 'commands' | 'files' | 'environment'>,
  gateway: Gateway,
): Promise<Installer | { missing: string }> {
  if (gateway.installation.kind === 'pnpm') {
    const pnpm = await findPnpm(world, gateway)
    if ('missing' in pnpm) return pnpm
    return {
      title: `pnpm ${pnpm.version}`,
      path: pnpm.path,
      // A project of its own: what it takes from the store, `pnpm add --global` then finds there. Scripts wait until then.
      beside: (folder, version) => [
        ...['add', '--dir', join(folder, 'lib'), '--ignore-workspace', '--ignore-scripts'],
        ...['--reporter=append-only', `openclaw@${version}`],
      ],
      environment: pnpmEnvironment(world, gateway),
    }
  }
  const npm = await findNpm(world, gateway)
  if ('looked' in npm) return { missing: `no npm that runs in ${npm.looked.join(', ')}` }
  return {
    title: `npm ${npm.version}`,
    path: npm.path,
    beside: (folder, version, kept) => installArguments(npm, folder, version, kept),
    environment: {},
  }
}
