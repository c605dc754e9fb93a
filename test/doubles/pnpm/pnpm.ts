import { createHash, randomUUID } from 'node:crypto'
import {
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'

/**
 * As much of pnpm 12 as moltd meets, laid out as pnpm 12.21 lays it out: a link `<hash>` to an install folder of its own, and packages in the
 * store, each in a slot with links to the slots of what it depends on. A new version replaces the link and the install folder, adds slots and
 * leaves those that are there alone, and writes the launcher anew in place.
 */
export interface PnpmHome {
  home: string
  /** A folder with a package in each `<version>`. */
  registry: string
}

/** What every version depends on, and is the same for all (`own-pad` is not); it depends on `deep-pad`, which nothing else leads to. */
const shared = 'left-pad'
const hash = createHash('sha256').update('openclaw').digest('hex')

export function pnpmPaths({ home }: Pick<PnpmHome, 'home'>) {
  const globalFolder = join(home, 'global/v11')
  return {
    globalFolder,
    link: join(globalFolder, hash),
    root: join(globalFolder, hash, 'node_modules/openclaw'),
    shim: join(home, 'bin/openclaw'),
    store: join(home, 'store/v11'),
  }
}

export function addGlobally({ home, registry }: PnpmHome, version: string): void {
  const { globalFolder, link, shim, store } = pnpmPaths({ home })
  const installFolder = join(globalFolder, `${randomUUID().slice(0, 8)}-0`)
  const slot = fillSlots(store, registry, version)
  mkdirSync(join(installFolder, 'node_modules/.pnpm/node_modules'), { recursive: true })
  writeFileSync(join(installFolder, 'package.json'), JSON.stringify({ dependencies: { openclaw: version } }))
  leadTo(slot, join(installFolder, 'node_modules'), 'openclaw')
  leadTo(slotOf(store, shared, '1.0.0'), join(installFolder, 'node_modules/.pnpm/node_modules'), shared)
  const old = existsSync(link) ? realpathSync(link) : null
  symlinkSync(relative(globalFolder, installFolder), `${link}.new`)
  renameSync(`${link}.new`, link)
  if (old !== null) rmSync(old, { recursive: true })
  mkdirSync(join(store, 'projects'), { recursive: true })
  symlinkSync(installFolder, join(store, 'projects', createHash('md5').update(installFolder).digest('hex')))
  const script = `../global/v11/${hash}/node_modules/openclaw/openclaw.mjs`
  mkdirSync(dirname(shim), { recursive: true })
  writeFileSync(shim, `#!/bin/sh\n# openclaw@${version}\nexec node "$(dirname "$0")/${script}" "$@"\n`, {
    mode: 0o755,
  })
}

/** `pnpm store prune`: what no install folder leads to any more goes. */
export function pruneStore({ home }: Pick<PnpmHome, 'home'>): void {
  const { root, store } = pnpmPaths({ home })
  const used = basename(dirname(dirname(dirname(realpathSync(root)))))
  for (const folder of ['openclaw', 'own-pad'].map(name => join(store, 'links/@', name)))
    for (const name of readdirSync(folder)) if (name !== used) rmSync(join(folder, name), { recursive: true })
}

/** Files of a slot are hard links to those of the store. */
function fillSlots(store: string, registry: string, version: string): string {
  const slot = slotOf(store, 'openclaw', version)
  const pad = fillSlot(store, shared)
  const below = fillSlot(store, 'deep-pad')
  if (!existsSync(join(pad, 'node_modules/deep-pad'))) leadTo(below, join(pad, 'node_modules'), 'deep-pad')
  if (!existsSync(slot)) {
    cpSync(join(registry, version), join(slot, 'node_modules/openclaw'), { recursive: true })
    leadTo(pad, join(slot, 'node_modules'), shared)
    leadTo(fillSlot(store, 'own-pad', version), join(slot, 'node_modules'), 'own-pad')
    leadTo(pad, join(slot, 'node_modules/@scope'), shared)
  }
  return slot
}

function fillSlot(store: string, name: string, version = '1.0.0'): string {
  const slot = slotOf(store, name, version)
  if (existsSync(slot)) return slot
  mkdirSync(join(store, 'files'), { recursive: true })
  mkdirSync(join(slot, 'node_modules', name), { recursive: true })
  writeFileSync(join(store, 'files', name), name)
  linkSync(join(store, 'files', name), join(slot, 'node_modules', name, 'index.js'))
  return slot
}

function slotOf(store: string, name: string, version: string): string {
  const inner = createHash('sha256').update(`${name}@${version}`).digest('hex')
  return join(store, 'links/@', name, version, inner)
}

function leadTo(slot: string, folder: string, name: string): void {
  mkdirSync(folder, { recursive: true })
  symlinkSync(relative(folder, join(slot, 'node_modules', name)), join(folder, name))
}

function main(words: readonly string[], env: NodeJS.ProcessEnv): number {
  const home = env.PNPM_HOME ?? ''
  const registry = join(env.OPENCLAW_STAND_IN ?? '', 'registry')
  const version = words.at(-1)?.split('@')[1] ?? ''
  if (words[0] === '--version') console.log('12.21.0')
  else if (words[0] === 'root' && words[1] === '--global') console.log(pnpmPaths({ home }).globalFolder)
  else if (words[0] === 'add' && !existsSync(join(registry, version, 'package.json'))) {
    console.error(`ERR_PNPM_NO_MATCHING_VERSION  No matching version found for openclaw@${version}`)
    return 1
  } else if (words[0] === 'add' && words.includes('--global')) addGlobally({ home, registry }, version)
  else if (words[0] === 'add') {
    const folder = join(words[words.indexOf('--dir') + 1] ?? '', 'node_modules')
    cpSync(join(registry, version), join(folder, `.pnpm/openclaw@${version}/node_modules/openclaw`), {
      recursive: true,
    })
    symlinkSync(`.pnpm/openclaw@${version}/node_modules/openclaw`, join(folder, 'openclaw'))
  } else return 2
  return 0
}

if (process.argv[1] === import.meta.filename) {
  const log = process.env.PNPM_DOUBLE_LOG
  if (log) writeFileSync(log, `${process.argv.slice(2).join(' ')}\n`, { flag: 'a' })
  process.exitCode = main(process.argv.slice(2), process.env)
}

/** pnpm as it lies in its own folder for launchers. */
export function writePnpm(home: string): void {
  mkdirSync(join(home, 'bin'), { recursive: true })
  writeFileSync(
    join(home, 'bin/pnpm'),
    `#!/bin/sh\nexec "${process.execPath}" "${import.meta.filename}" "$@"\n`,
    { mode: 0o755 },
  )
}
