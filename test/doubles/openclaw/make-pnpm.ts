import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { addGlobally, pnpmPaths, writePnpm } from '../pnpm/pnpm.ts'
import type { StandInHome } from './stand-in-home.ts'

/** The stand-in as pnpm installs it globally. Its service runs it by pnpm's link: a unit file, which would name the folder of a version, it has not. */
export function makePnpm(home: StandInHome, version: string): StandInHome & { pnpmHome: string } {
  const pnpmHome = join(home.home, '.local/share/pnpm')
  const standIn = join(home.prefix, 'stand-in')
  const { root, shim } = pnpmPaths({ home: pnpmHome })
  writePnpm(pnpmHome)
  addGlobally({ home: pnpmHome, registry: join(standIn, 'registry') }, version)
  rmSync(home.root, { recursive: true })
  const entry = join(root, 'dist/index.js')
  const [node, , ...words] = home.argv
  return {
    ...home,
    pnpmHome,
    root,
    entry,
    launcher: shim,
    argv: [node, entry, ...words],
    environment: { ...home.environment, OPENCLAW_STAND_IN: standIn },
  }
}
