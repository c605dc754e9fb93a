import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { createFiles } from '../../../src/adapters/files.ts'
import { conduct } from '../../../src/phases/conduct-run.ts'
import { rollBackByHand } from '../../../src/phases/rollback/by-hand.ts'
import { readManifest } from '../../../src/recovery/manifest.ts'
import { gitUpstream, releaseUpstream } from '../../doubles/openclaw/make-checkout.ts'
import { expectVersion } from './expect-world.ts'
import { newVersion, oldVersion, type Stage, scenario, servedBy } from './stage.ts'

const git = ({ home }: Stage, ...words: string[]) =>
  execFileSync('git', words, { cwd: home.root, encoding: 'utf8' }).trim()

scenario(
  'a checkout goes the whole way: updated by OpenClaw itself, and back with commit and built output',
  async ({ setStage }) => {
    const stage = await setStage({ checkout: true })
    const before = git(stage, 'rev-parse', 'HEAD')
    const report = await stage.run()
    expect(report.error).toBeNull()
    expect(report).toMatchObject({ outcome: 'updated', drivers: [{ name: 'update-run', outcome: 'done' }] })
    await expectVersion(stage, newVersion)
    expect(git(stage, 'describe', '--tags')).toBe(`v${newVersion}`)
    const manifest = await readManifest({ files: createFiles() }, report.recoveryPoint?.path ?? '')
    expect(manifest).toMatchObject({ sourceCommit: before, packageRoot: stage.home.root })
    expect(manifest.packageMethod).not.toBe('hardlink')

    const back = await stage.run({
      go: (way, signal) => conduct(way, 'manual', signal, walk => rollBackByHand(walk, undefined)),
    })
    expect(back).toMatchObject({ outcome: 'rolled-back', rollbackVerdict: { kind: 'well' } })
    await expectVersion(stage, oldVersion)
    expect(git(stage, 'rev-parse', 'HEAD')).toBe(before)
    expect(git(stage, 'status', '--porcelain')).toBe('')
    expect(existsSync(join(back.setAside ?? '', 'package', '.git'))).toBe(true)
  },
)

scenario('a checkout whose new version is ill is taken back by itself', async ({ setStage }) => {
  const stage = await setStage({ checkout: true, orders: { [newVersion]: { exitOnStart: 1 } } })
  const before = git(stage, 'rev-parse', 'HEAD')
  const report = await stage.run()
  expect(report.outcome).toBe('rolled-back')
  await expectVersion(stage, oldVersion)
  expect(git(stage, 'rev-parse', 'HEAD')).toBe(before)
})

scenario(
  'a checkout with changes of its own is not touched, and the files are named',
  async ({ setStage }) => {
    const stage = await setStage({ checkout: true })
    writeFileSync(join(stage.home.root, 'CHANGELOG.md'), 'mine')
    writeFileSync(join(stage.home.root, 'notes.txt'), 'mine, too')
    const index = readFileSync(join(stage.home.root, '.git', 'index'))
    const report = await stage.run()
    expect(report.outcome).toBe('blocked')
    expect(report.headline).toContain('has changes of its own: CHANGELOG.md, notes.txt')
    expect(await servedBy(stage.home)).toBe(oldVersion)
    expect(readFileSync(join(stage.home.root, '.git', 'index')).equals(index)).toBe(true)
  },
)

scenario(
  'a checkout that follows main is not touched: nobody knows which version would come',
  async ({ setStage }) => {
    const stage = await setStage({ checkout: true })
    const config = JSON.parse(readFileSync(stage.home.configPath, 'utf8'))
    writeFileSync(stage.home.configPath, JSON.stringify({ ...config, update: {} }))
    const report = await stage.run()
    expect(report.outcome).toBe('blocked')
    expect(report.nextStep ?? report.headline).toMatch(/update\.channel/)
  },
)

scenario(
  'a checkout whose remote is ahead of the registry is not touched: OpenClaw would build the newer release',
  async ({ setStage }) => {
    const stage = await setStage({ checkout: true })
    await stage.home.publish({ version: '2026.9.7', tag: null })
    releaseUpstream(stage.home, '2026.9.7')
    const report = await stage.run()
    expect(report.outcome).toBe('blocked')
    expect(report.headline).toContain('the newest release at origin is 2026.9.7')
    expect(stage.quarantined).toEqual([])
    expect(await servedBy(stage.home)).toBe(oldVersion)
  },
)

scenario('a checkout whose remote has no tag of the release yet is not touched', async ({ setStage }) => {
  const stage = await setStage({ checkout: true })
  gitUpstream(stage.home, 'tag', '--delete', `v${newVersion}`)
  const report = await stage.run()
  expect(report.outcome).toBe('blocked')
  expect(report.headline).toContain(`the newest release at origin is ${oldVersion}`)
  expect(await servedBy(stage.home)).toBe(oldVersion)
})
