import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { systemCommands } from '../../src/adapters/commands.ts'
import { type BuildOrders, buildFolder, buildPackage, clearBuild } from '../../src/mirror/build-package.ts'
import { findBuildSource } from '../../src/mirror/find-build-source.ts'
import { findRepository, type Repository } from '../../src/mirror/repository.ts'
import { pinSource } from '../../src/mirror/source.ts'
import { serveRegistry } from '../doubles/registry-server.ts'
import { type GitStage, openGitStage } from './git-stage.ts'

const npm = execFileSync('sh', ['-c', 'command -v npm'], { encoding: 'utf8' }).trim()
const tools = [dirname(process.execPath), '/usr/bin', '/bin']

let closeRegistry: () => Promise<void> = async () => undefined
afterEach(() => closeRegistry())

/** A project that is worth nothing until it is built, committed and tagged at upstream, and mirrored. */
async function setUp(project: object = {}) {
  const stage = openGitStage()
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(stage.upstream, path)), { recursive: true })
    writeFileSync(join(stage.upstream, path), text)
  }
  const release = (version: string, change: object = {}) => {
    write(
      'package.json',
      JSON.stringify({ name: 'openclaw', version, files: ['dist'], ...project, ...change }),
    )
    write('src/index.js', `// ${version}\n`)
    write(
      'build.mjs',
      `import fs from 'node:fs'\nfs.mkdirSync('dist')\nfs.copyFileSync('src/index.js', 'dist/index.js')\n`,
    )
    stage.git(stage.upstream, 'add', '.')
    stage.git(stage.upstream, 'commit', '--quiet', '--message', version)
    stage.git(stage.upstream, 'tag', `v${version}`)
    return stage.git(stage.upstream, 'rev-parse', 'HEAD')
  }
  const commit = release('2026.9.5')
  const said: string[] = []
  const build = async (orders: Partial<BuildOrders> = {}, commands = systemCommands) => {
    const repository = await mirrorOf(stage)
    const source = await findBuildSource(repository, '2026.9.5')
    return buildPackage({ ...stage.world, commands }, repository, source, {
      npm,
      environment: { HOME: stage.home, PATH: tools.join(':'), NO_UPDATE_NOTIFIER: '1' },
      timeoutMs: 60_000,
      signal: new AbortController().signal,
      onProgress: text => said.push(text),
      ...orders,
    })
  }
  return { stage, release, commit, build, said }
}

async function mirrorOf(stage: GitStage): Promise<Repository> {
  if (!existsSync(stage.mirror)) await stage.sync()
  const repository = await findRepository(stage.world)
  if (repository === null) throw new Error('there is no mirror')
  return repository
}

function packedFiles(tarball: string): Record<string, string> {
  const names = execFileSync('tar', ['tzf', tarball], { encoding: 'utf8' }).trim().split('\n')
  return Object.fromEntries(
    names.map(name => [name, execFileSync('tar', ['xzOf', tarball, name], { encoding: 'utf8' })]),
  )
}

test('a version is built from the mirror as its project builds itself, and packed; upstream is not needed', async () => {
  const { stage, build, said } = await setUp({ scripts: { build: 'node build.mjs' } })
  await mirrorOf(stage)
  execFileSync('rm', ['-rf', stage.upstream])
  const tarball = await build()
  expect(packedFiles(tarball)['package/dist/index.js']).toBe('// 2026.9.5\n')
  expect(said).toContain('run its build')
  expect(existsSync(join(buildFolder(stage.world), 'tree'))).toBe(false)
  await clearBuild(stage.world)
  expect(existsSync(buildFolder(stage.world))).toBe(false)
})

test('what is published is built by prepack, once', async () => {
  const { build } = await setUp({ scripts: { prepack: 'node build.mjs', build: 'exit 9' } })
  expect(Object.keys(packedFiles(await build()))).toContain('package/dist/index.js')
})

test('what was pinned before an update comes before the tag, and a tag of another version is refused', async () => {
  const { stage, commit, release } = await setUp()
  const repository = await mirrorOf(stage)
  expect((await findBuildSource(repository, '2026.9.5')).ref).toBe('refs/tags/v2026.9.5')
  await pinSource(repository, 'run-1', commit)
  expect(await findBuildSource(repository, '2026.9.5')).toMatchObject({
    ref: 'refs/moltd/recovery/run-1',
    commit,
  })
  release('2026.9.6', { version: '2026.9.7' })
  await stage.sync()
  await expect(findBuildSource(repository, '2026.9.6')).rejects.toMatchObject({
    code: 'E_BUILD',
    message: 'cannot build 2026.9.6 from the mirror: package.json at v2026.9.6 says 2026.9.7',
  })
  await expect(findBuildSource(repository, '2026.1.1')).rejects.toThrow(/neither v2026.1.1 nor a pin of it/)
})

/** As much of pnpm as a build calls; what it does, npm does. */
const pnpm = `#!/usr/bin/env node
const { spawnSync } = require('node:child_process')
const [word, ...rest] = process.argv.slice(2)
if (word === '--version') console.log(require('./package.json').version)
else if (word === 'install') require('node:fs').writeFileSync('installed-by', require('./package.json').version + ' ' + rest.join(' '))
else process.exit(spawnSync('npm', [word, ...rest], { stdio: 'inherit' }).status)
`

async function publishPnpm(stage: GitStage, versions: readonly string[]) {
  const folder = join(stage.home, 'registry')
  for (const version of versions) {
    mkdirSync(join(folder, version), { recursive: true })
    writeFileSync(
      join(folder, version, 'package.json'),
      JSON.stringify({ name: 'pnpm', version, bin: 'pnpm.cjs' }),
    )
    writeFileSync(join(folder, version, 'pnpm.cjs'), pnpm, { mode: 0o755 })
  }
  writeFileSync(join(folder, 'dist-tags.json'), JSON.stringify({ latest: versions.at(-1) }))
  const registry = await serveRegistry(folder, { name: 'pnpm' })
  closeRegistry = registry.close
  writeFileSync(join(stage.home, '.npmrc'), `registry=${registry.url}\n`)
}

const wantsPnpm = {
  packageManager: 'pnpm@10.23.0+sha512.abc',
  files: ['dist', 'installed-by'],
  scripts: { prepack: 'pnpm run build', build: 'node build.mjs' },
}

test('without corepack and pnpm, npm fetches exactly the pnpm that the project names', async () => {
  const { stage, build } = await setUp(wantsPnpm)
  await publishPnpm(stage, ['10.23.0', '10.99.0'])
  const files = packedFiles(await build())
  expect(files['package/installed-by']).toBe('10.23.0 --no-frozen-lockfile --prefer-offline')
  expect(files['package/dist/index.js']).toBe('// 2026.9.5\n')
})

test('a pnpm of the same major version on the PATH is used without any network; another one is not', async () => {
  const { stage, build } = await setUp(wantsPnpm)
  const environmentWith = (version: string) => {
    const bin = join(stage.home, `pnpm-${version}`)
    mkdirSync(bin)
    writeFileSync(join(bin, 'package.json'), JSON.stringify({ version }))
    writeFileSync(join(bin, 'pnpm.cjs'), pnpm, { mode: 0o755 })
    symlinkSync('pnpm.cjs', join(bin, 'pnpm'))
    chmodSync(join(bin, 'pnpm.cjs'), 0o755)
    return { environment: { HOME: stage.home, PATH: [tools[0], bin, ...tools.slice(1)].join(':') } }
  }
  writeFileSync(join(stage.home, '.npmrc'), 'registry=http://127.0.0.1:9/\nfetch-retries=0\n')
  const files = packedFiles(await build(environmentWith('10.1.0')))
  expect(files['package/installed-by']).toMatch(/^10\.1\.0/)
  await expect(build(environmentWith('9.1.0'))).rejects.toThrow(/cannot fetch pnpm@10\.23\.0/)
})

test('a build that fails says at which part in one sentence, keeps what was said, and leaves nothing else', async () => {
  const { stage, build } = await setUp({ scripts: { build: 'echo no compiler here >&2; exit 3' } })
  const log = join(stage.home, 'data', 'mirror', 'build.log')
  await expect(build()).rejects.toMatchObject({
    code: 'E_BUILD',
    message: expect.stringMatching(/^cannot build 2026\.9\.5 from the mirror: cannot run its build: 3: /),
    hint: `Nothing was touched; ${log} has all that it said.`,
  })
  expect(readFileSync(log, 'utf8')).toContain('no compiler here')
  expect(existsSync(buildFolder(stage.world))).toBe(false)
})

test('a build ends when its time is over, and when it is asked to stop, with all that it started', async () => {
  const { stage, build } = await setUp({ scripts: { build: 'sleep 60.25' } })
  await expect(build({ timeoutMs: 4_000 })).rejects.toThrow(
    /its time \(mirror\.buildTimeoutMinutes\) was over/,
  )
  const stop = new AbortController()
  const onProgress = (text: string) => {
    if (text === 'run its build') setTimeout(() => stop.abort(new Error('SIGINT')), 500)
  }
  await expect(build({ signal: stop.signal, onProgress })).rejects.toThrow(/it was asked to stop$/)
  expect(existsSync(buildFolder(stage.world))).toBe(false)
  const left = execFileSync('sh', ['-c', 'ps -eo args | grep -c "[s]leep 60.25" || true'], {
    encoding: 'utf8',
  })
  expect(left.trim()).toBe('0')
})

test('without room nothing is begun, and a manager that moltd does not know is named', async () => {
  const { stage, build } = await setUp({ packageManager: 'yarn@4.1.0' })
  await expect(build()).rejects.toThrow(/moltd builds with npm and pnpm, and it wants yarn@4\.1\.0/)
  const files = { ...stage.world.files, space: async () => ({ availableBytes: 5e8, totalBytes: 1e12 }) }
  const repository = await mirrorOf(stage)
  const source = await findBuildSource(repository, '2026.9.5')
  const orders = {
    npm,
    environment: {},
    timeoutMs: 1_000,
    signal: new AbortController().signal,
    onProgress: () => undefined,
  }
  await expect(
    buildPackage({ ...stage.world, files, commands: systemCommands }, repository, source, orders),
  ).rejects.toThrow(/only 477 MB are free/)
})

test('a build cannot change the mirror, whatever it does with git', async () => {
  const script =
    'git config core.hooksPath /tmp; git update-ref -d refs/tags/v2026.9.5; git tag other; node build.mjs'
  const { stage, build } = await setUp({ scripts: { build: script } })
  await mirrorOf(stage)
  const before = stage.refs(stage.mirror)
  const config = readFileSync(join(stage.mirror, 'config'), 'utf8')
  await build()
  expect(stage.refs(stage.mirror)).toEqual(before)
  expect(readFileSync(join(stage.mirror, 'config'), 'utf8')).toBe(config)
})
