import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** `claw` of every host: the same number inside and out, so that files are his on both sides. */
export const claw = { uid: 4242, gid: 4242 }

/** Folders of this machine that hosts use. */
export interface HostPlaces {
  /** The project's checkout. */
  project: string
  /** One npm cache for all hosts. */
  npmCache: string
  /** Homes with an OpenClaw installed, one per version, and other Nodes. */
  seeds: string
  nodes: string
  /** Of this test run alone; removed at its end. */
  run: string
  /** Parent of `run`: those of runs that died are removed. */
  runs: string
  /** The Node and the npm that hosts put first on PATH. */
  nodeBinary: string
  npmPackage: string
}

/** Where things are; `MOLTD_HOST_CACHE` moves what is kept between runs. */
export function hostPlaces(environment: Readonly<Record<string, string | undefined>>): HostPlaces {
  const project = join(import.meta.dirname, '..', '..', '..')
  const cache = environment.MOLTD_HOST_CACHE ?? join(tmpdir(), 'moltd-host-tests')
  const runs = join(cache, 'runs')
  return {
    project,
    npmCache: join(cache, 'npm'),
    seeds: join(cache, 'seeds'),
    nodes: join(cache, 'nodes'),
    run: join(runs, String(process.pid)),
    runs,
    nodeBinary: join(project, 'node_modules', `node-linux-${process.arch}`, 'bin', 'node'),
    npmPackage: npmPackage(environment),
  }
}

/** The npm that runs us, else the one next to the machine's node. */
function npmPackage(environment: Readonly<Record<string, string | undefined>>): string {
  const cli = environment.npm_execpath
  const candidates = [
    ...(cli === undefined ? [] : [dirname(dirname(cli))]),
    '/usr/lib/node_modules/npm',
    '/usr/local/lib/node_modules/npm',
    '/usr/share/nodejs/npm',
  ]
  const found = candidates.find(isNpm)
  if (found === undefined)
    throw new Error(`cannot find npm's own package: looked in ${candidates.join(', ')}`)
  return found
}

function isNpm(folder: string): boolean {
  try {
    return readFileSync(join(folder, 'package.json'), 'utf8').includes('"name": "npm"')
  } catch {
    return false // not there: the next candidate
  }
}
