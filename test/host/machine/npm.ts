import { existsSync } from 'node:fs'
import { mkdtemp, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { z } from 'zod'
import type { HostPlaces } from './places.ts'

const carriedOver = ['registry', 'cafile', 'proxy', 'https-proxy', 'noproxy', 'strict-ssl'] as const

/** npm's own answer from outside the hosts, with the settings of whoever runs the tests. */
export async function npm(places: HostPlaces, args: readonly string[], cwd: string): Promise<string> {
  const cli = join(places.npmPackage, 'bin', 'npm-cli.js')
  const argv = [cli, ...args, '--loglevel=error', '--no-audit', '--no-fund']
  const result = await execa(places.nodeBinary, argv, { cwd, timeout: 300_000, stdin: 'ignore' })
  return result.stdout.trim()
}

/** claw's npmrc: a prefix of his own, the shared cache, and this machine's way to its registry (no credentials). */
export async function npmrcForHosts(places: HostPlaces): Promise<string> {
  const answer = await npm(places, ['config', 'list', '--json'], places.project)
  const settings = z.record(z.string(), z.unknown()).parse(JSON.parse(answer))
  const lines = ['prefix=/home/claw/.npm-global', 'cache=/var/cache/npm', 'update-notifier=false']
  for (const key of carriedOver) {
    const value = settings[key]
    if (typeof value === 'string' && value !== '') lines.push(`${key}=${value}`)
    if (typeof value === 'boolean') lines.push(`${key}=${value}`)
  }
  return `${lines.join('\n')}\n`
}

/** Path of a Node binary of exactly this version, from npm's `node-linux-*` packages; kept between runs. */
export async function fetchNode(places: HostPlaces, version: string): Promise<string> {
  const kept = join(places.nodes, version)
  const packageName = `node-linux-${process.arch}`
  const binary = join(kept, 'node_modules', packageName, 'bin', 'node')
  if (existsSync(binary)) return binary
  const fresh = await mkdtemp(join(places.nodes, 'fetch-'))
  await npm(places, ['install', '--prefix', fresh, `${packageName}@${version}`], fresh)
  await execa('chmod', ['755', fresh])
  await rm(kept, { recursive: true, force: true })
  await rename(fresh, kept)
  return binary
}

/** Packs the checkout as a user would get it; returns the tarball's path. `dist/` must be built. */
export async function packMoltd(places: HostPlaces): Promise<string> {
  const packed = await npm(
    places,
    ['pack', '--ignore-scripts', '--json', '--pack-destination', places.run],
    places.project,
  )
  const [first] = z.array(z.object({ filename: z.string() })).parse(JSON.parse(packed))
  if (first === undefined) throw new Error('npm pack made nothing')
  return join(places.run, first.filename)
}

/** What the registry calls the latest OpenClaw. */
export async function latestOpenClaw(places: HostPlaces): Promise<string> {
  return await npm(places, ['view', 'openclaw', 'dist-tags.latest'], places.project)
}
