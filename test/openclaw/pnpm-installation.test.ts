import { mkdir, mkdtemp, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createFiles } from '../../src/adapters/files.ts'
import { findInstallation } from '../../src/openclaw/find-installation.ts'
import { listProgramParts } from '../../src/openclaw/program-parts.ts'
import { addGlobally, pnpmPaths } from '../doubles/pnpm/pnpm.ts'

const world = { files: createFiles() }
let folder: string
let at: { home: string; registry: string }
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'moltd-pnpm-')))
  at = { home: join(folder, 'pnpm'), registry: join(folder, 'registry') }
  for (const version of ['2026.9.5', '2026.9.6']) await publish(version)
  addGlobally(at, '2026.9.5')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function publish(version: string): Promise<void> {
  await mkdir(join(at.registry, version, 'dist'), { recursive: true })
  const facts = { name: 'openclaw', version, bin: { openclaw: 'openclaw.mjs' } }
  await writeFile(join(at.registry, version, 'package.json'), JSON.stringify(facts))
  await writeFile(join(at.registry, version, 'dist/index.js'), '')
}

/** As `openclaw gateway install` writes it into the unit. */
const scriptInUnit = async () => join(await realpath(pnpmPaths(at).root), 'dist/index.js')

test('the folder of a version in the store belongs to the link that leads there, which stays over an update', async () => {
  const { root, shim } = pnpmPaths(at)
  expect(await findInstallation(world, await scriptInUnit())).toEqual({
    kind: 'pnpm',
    root,
    prefix: at.home,
    version: '2026.9.5',
    launchers: [],
    shims: [shim],
  })
})

test('a unit that still names the version before the update counts for the version that pnpm has installed', async () => {
  const script = await scriptInUnit()
  addGlobally(at, '2026.9.6')
  const { root } = pnpmPaths(at)
  expect(await findInstallation(world, script)).toMatchObject({ root, version: '2026.9.6' })
})

test('a store that does not lie in pnpm’s home leads to it by the projects that it knows', async () => {
  const { root, store } = pnpmPaths(at)
  const elsewhere = join(folder, 'disk/store/v11')
  await mkdir(dirname(elsewhere), { recursive: true })
  await rm(root)
  await rename(store, elsewhere)
  const [version = ''] = await world.files.list(join(elsewhere, 'links/@/openclaw'))
  const [slot = ''] = await world.files.list(join(elsewhere, 'links/@/openclaw', version))
  const packageFolder = join(elsewhere, 'links/@/openclaw', version, slot, 'node_modules/openclaw')
  await symlink(packageFolder, root)
  expect(await findInstallation(world, join(packageFolder, 'dist/index.js'))).toMatchObject({
    root,
    prefix: at.home,
  })
})

test('what pnpm installed together with others is not replaced, and they are named', async () => {
  const { link } = pnpmPaths(at)
  const both = { dependencies: { openclaw: '2026.9.5', 'other-tool': '1.0.0' } }
  await writeFile(join(link, 'package.json'), JSON.stringify(both))
  await expect(findInstallation(world, await scriptInUnit())).rejects.toMatchObject({
    code: 'E_INSTALLATION_KIND',
    message: expect.stringContaining('pnpm installed it together with other-tool'),
  })
})

test('the program is the link, its install folder and what the store knows of it, and every package that they lead to', async () => {
  const { link, root, store } = pnpmPaths(at)
  const parts = await listProgramParts(world, { kind: 'pnpm', root })
  const slots = join(store, 'links/@')
  const [own, shared] = [
    parts.filter(({ use }) => use === 'own'),
    parts.filter(({ use }) => use === 'shared'),
  ]
  const shown = own.map(({ path }) => path)
  expect(shown.slice(0, 2)).toEqual([link, await realpath(link)])
  expect(dirname(shown[2] ?? '')).toBe(join(store, 'projects'))
  expect(shown.slice(3)).toEqual([expect.stringMatching(`^${slots}/openclaw/2026.9.5/[0-9a-f]+$`)])
  expect(shared.map(({ path }) => path)).toEqual([
    expect.stringMatching(`^${slots}/deep-pad/1.0.0/[0-9a-f]+$`),
    expect.stringMatching(`^${slots}/left-pad/1.0.0/[0-9a-f]+$`),
    expect.stringMatching(`^${slots}/own-pad/2026.9.5/[0-9a-f]+$`),
  ])
})

test('a link that leads nowhere has no parts', async () => {
  const { link, root } = pnpmPaths(at)
  await rm(await realpath(link), { recursive: true })
  expect(await listProgramParts(world, { kind: 'pnpm', root })).toEqual([])
})
