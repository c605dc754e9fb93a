import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { movedTo, type StandInHome } from './stand-in-home.ts'

const who = ['-c', 'user.name=Clawd', '-c', 'user.email=clawd@example.org']

/** The project's own build: `dist` from `source`, stamped with the commit that it was made from. */
const build = `import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
const head = execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' }).trim()
fs.rmSync('dist', { recursive: true, force: true })
fs.cpSync('source', 'dist', { recursive: true })
const [chunk] = fs.globSync('dist/server-methods-*.js')
fs.renameSync(chunk, 'dist/server-methods-' + head.slice(0, 8) + '.js')
const info = JSON.parse(fs.readFileSync('dist/build-info.json', 'utf8'))
fs.writeFileSync('dist/build-info.json', JSON.stringify({ ...info, commit: head }))
for (const stamp of ['.buildstamp', '.runtime-postbuildstamp'])
  fs.writeFileSync('dist/' + stamp, JSON.stringify({ head }))
`

/**
 * The stand-in as a checkout in `~/openclaw`, of a repository in `~/upstream`: published versions are its tags, of which the checkout knows the
 * first; `dist` is built from `source` and ignored by git.
 */
export function makeCheckout(home: StandInHome, versions: readonly [string, ...string[]]): StandInHome {
  const root = join(home.home, 'openclaw')
  const [installed, ...later] = versions
  mkdirSync(upstreamOf(home))
  gitUpstream(home, 'init', '--quiet', '--initial-branch=main')
  releaseUpstream(home, installed)
  execFileSync('git', ['clone', '--quiet', upstreamOf(home), root])
  execFileSync('git', ['checkout', '--quiet', '--detach', `v${installed}`], { cwd: root })
  execFileSync(process.execPath, ['build.mjs'], { cwd: root })
  for (const version of later) releaseUpstream(home, version)
  const config = JSON.parse(readFileSync(home.configPath, 'utf8'))
  writeFileSync(home.configPath, JSON.stringify({ ...config, update: { channel: 'stable' } }))
  return movedTo(home, root)
}

/** Commits a published version upstream, and tags it. */
export function releaseUpstream(home: StandInHome, version: string): void {
  const upstream = upstreamOf(home)
  for (const name of readdirSync(upstream))
    if (name !== '.git') rmSync(join(upstream, name), { recursive: true })
  cpSync(join(home.prefix, 'stand-in/registry', version), upstream, { recursive: true })
  renameSync(join(upstream, 'dist'), join(upstream, 'source'))
  writeFileSync(join(upstream, 'build.mjs'), build)
  writeFileSync(join(upstream, '.gitignore'), 'dist/\n.artifacts/\n')
  gitUpstream(home, 'add', '.')
  gitUpstream(home, 'commit', '--quiet', '--message', version)
  gitUpstream(home, 'tag', `v${version}`)
}

export function gitUpstream(home: StandInHome, ...words: string[]): void {
  execFileSync('git', [...who, ...words], { cwd: upstreamOf(home) })
}

function upstreamOf({ home }: StandInHome): string {
  return join(home, 'upstream')
}
