import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { movedTo, type StandInHome } from './stand-in-home.ts'

/** The stand-in as a checkout in `~/openclaw`: published versions are its tags, `dist` is built from `source` and ignored by git. */
export function makeCheckout(home: StandInHome, versions: readonly [string, ...string[]]): StandInHome {
  const root = join(home.home, 'openclaw')
  const who = ['-c', 'user.name=Clawd', '-c', 'user.email=clawd@example.org']
  const git = (...words: string[]) => execFileSync('git', [...who, ...words], { cwd: root })
  mkdirSync(root)
  git('init', '--quiet', '--initial-branch=main')
  for (const version of versions) {
    for (const name of readdirSync(root)) if (name !== '.git') rmSync(join(root, name), { recursive: true })
    cpSync(join(home.prefix, 'stand-in/registry', version), root, { recursive: true })
    renameSync(join(root, 'dist'), join(root, 'source'))
    writeFileSync(join(root, '.gitignore'), 'dist/\n')
    git('add', '.')
    git('commit', '--quiet', '--message', version)
    git('tag', `v${version}`)
  }
  git('checkout', '--quiet', '--detach', `v${versions[0]}`)
  cpSync(join(root, 'source'), join(root, 'dist'), { recursive: true })
  const config = JSON.parse(readFileSync(home.configPath, 'utf8'))
  writeFileSync(home.configPath, JSON.stringify({ ...config, update: { channel: 'stable' } }))
  return movedTo(home, root)
}
