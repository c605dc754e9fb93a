import { join } from 'node:path'
import { addGlobally, pnpmPaths, writePnpm } from '../pnpm/pnpm.ts'
import { movedTo, type StandInHome } from './stand-in-home.ts'

/** The stand-in as pnpm installs it globally. Its service runs it by pnpm's link: a unit file, which would name the folder of a version, it has not. */
export function makePnpm(home: StandInHome, version: string): StandInHome {
  const pnpmHome = join(home.home, '.local/share/pnpm')
  const { root } = pnpmPaths({ home: pnpmHome })
  writePnpm(pnpmHome)
  addGlobally({ home: pnpmHome, registry: join(home.prefix, 'stand-in/registry') }, version)
  return movedTo(home, root)
}
