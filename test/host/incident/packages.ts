import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { z } from 'zod'
import { npm } from '../machine/npm.ts'
import type { HostPlaces } from '../machine/places.ts'

/** Raise it when what a package holds changes. */
const packageFormat = 1

/**
 * The real OpenClaw of February 2026 no longer installs by itself: a dependency of its WhatsApp library is a git
 * repository (`libsignal`, here from npm), and a library that it never declared (`strip-ansi`) no longer comes along. So each version is installed
 * once with that help, and packed with its dependencies in it; OpenClaw's own files stay as published.
 */
export async function packIncident(places: HostPlaces, versions: readonly string[]): Promise<string> {
  const folder = join(places.seeds, `incident-packages-${packageFormat}`)
  await mkdir(folder, { recursive: true, mode: 0o755 })
  for (const version of versions)
    if (!existsSync(join(folder, `${version}.tgz`))) await pack(places, folder, version)
  return folder
}

async function pack(places: HostPlaces, folder: string, version: string): Promise<void> {
  const work = await mkdtemp(join(places.seeds, 'incident-'))
  try {
    const project = {
      private: true,
      dependencies: { openclaw: version, 'strip-ansi': '7.2.0' },
      overrides: { libsignal: 'npm:libsignal@2.0.1' },
    }
    await writeFile(join(work, 'package.json'), JSON.stringify(project))
    await npm(places, ['install', '--ignore-scripts', '--omit=dev', '--omit=optional', '--omit=peer'], work)
    const modules = join(work, 'node_modules')
    const root = join(work, 'package')
    await rename(join(modules, 'openclaw'), root)
    await bundle(modules, join(root, 'node_modules'))
    const manifest = z.looseObject({}).parse(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')))
    for (const key of [
      'dependencies',
      'optionalDependencies',
      'peerDependencies',
      'devDependencies',
      'scripts',
    ])
      delete manifest[key]
    await writeFile(join(root, 'package.json'), JSON.stringify(manifest, null, 2))
    await writeFile(join(folder, `${version}.json`), JSON.stringify(manifest))
    const tarball = join(folder, `${version}.tgz`)
    await execa(
      'tar',
      ['--create', '--use-compress-program=gzip -1', '--file', `${tarball}.part`, 'package'],
      { cwd: work },
    )
    await rename(`${tarball}.part`, tarball)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/** Moves all packages in; what OpenClaw has nested already stays its own. */
async function bundle(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true })
  for (const name of await readdir(from)) {
    if (name.startsWith('.')) continue
    const [source, target] = [join(from, name), join(to, name)]
    if (name.startsWith('@')) await bundle(source, target)
    else if (!existsSync(target)) await rename(source, target)
  }
}
