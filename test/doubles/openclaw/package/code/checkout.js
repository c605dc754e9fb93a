// A git checkout: the newest release of its remote is built in a work tree below `.artifacts`, and what was built is put in place.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { compareVersions, root } from './places.js'

export const isCheckout = existsSync(join(root, '.git'))

const git = (...words) => execFileSync('git', ['-C', root, ...words], { encoding: 'utf8' }).trim()

/** Neither the registry nor a version is asked for: tags are fetched from the remote, and the newest stable one is taken. */
export function newestRelease() {
  git('fetch', '--quiet', '--no-tags', 'origin', '+refs/tags/*:refs/tags/*')
  const versions = git('tag', '--list', 'v*')
    .split('\n')
    .map(tag => tag.slice(1))
  return (
    versions
      .filter(version => !/-[a-z]/.test(version))
      .sort(compareVersions)
      .at(-1) ?? null
  )
}

/** Changes that git does not ignore. */
export const isDirty = () => git('status', '--porcelain') !== ''

export function stageCheckout(version) {
  mkdirSync(join(root, '.artifacts'), { recursive: true })
  const folder = mkdtempSync(join(root, '.artifacts/.openclaw-update-preflight-'))
  const tree = join(folder, 'worktree')
  git('worktree', 'add', '--quiet', '--detach', tree, `v${version}`)
  execFileSync(process.execPath, ['build.mjs'], { cwd: tree })
  return { folder, tree, version }
}

export function swapCheckout({ folder, tree, version }) {
  git('checkout', '--quiet', '--detach', `v${version}`)
  rmSync(join(root, 'dist'), { recursive: true })
  renameSync(join(tree, 'dist'), join(root, 'dist'))
  dropStage({ folder, tree })
}

export function dropStage({ folder, tree }) {
  git('worktree', 'remove', '--force', tree)
  rmSync(folder, { recursive: true })
}
