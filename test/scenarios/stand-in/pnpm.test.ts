import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect } from 'vitest'
import { sqliteDatabases } from '../../../src/adapters/databases.ts'
import { createFiles } from '../../../src/adapters/files.ts'
import { wayBackTo } from '../../../src/cli/reinstall.ts'
import { compose } from '../../../src/compose.ts'
import { conduct } from '../../../src/phases/conduct-run.ts'
import { rollBackByHand } from '../../../src/phases/rollback/by-hand.ts'
import { driverNames } from '../../../src/phases/update/update-request.ts'
import { verifyPoint } from '../../../src/recovery/verify.ts'
import { pnpmPaths, pruneStore } from '../../doubles/pnpm/pnpm.ts'
import { expectVersion } from './expect-world.ts'
import { moltdEnvironment } from './gateway-host.ts'
import { newVersion, oldVersion, type Stage, scenario } from './stage.ts'

const pnpmHome = ({ home }: Stage) => join(home.home, '.local/share/pnpm')

/** Every file, link and folder of pnpm's that OpenClaw is made of, with what is in it. */
function photograph(stage: Stage): Record<string, string> {
  const home = pnpmHome(stage)
  const { globalFolder, store } = pnpmPaths({ home })
  const slot = dirname(dirname(realpathSync(stage.home.root)))
  const ownPad = dirname(realpathSync(join(slot, 'node_modules/own-pad')))
  const seen: Record<string, string> = {}
  for (const folder of [
    globalFolder,
    slot,
    join(store, 'links/@/left-pad'),
    join(store, 'links/@/deep-pad'),
    ownPad,
    join(home, 'bin'),
  ])
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name)
      if (entry.isSymbolicLink()) seen[path] = `-> ${readlinkSync(path)}`
      else if (entry.isFile()) seen[path] = createHash('sha256').update(readFileSync(path)).digest('hex')
    }
  return seen
}

const back = (stage: Stage, pointId?: string) =>
  stage.run({ go: (way, signal) => conduct(way, 'manual', signal, walk => rollBackByHand(walk, pointId)) })

scenario(
  'pnpm’s installation is updated by pnpm alone, and taken back to the byte when the store holds the old one no more',
  async ({ setStage }) => {
    const stage = await setStage({ pnpm: true })
    const before = photograph(stage)
    const report = await stage.run({ settings: { drivers: driverNames, rehearsal: { budgetMs: 300_000 } } })
    expect(report.error).toBeNull()
    expect(report.rehearsal?.checks[0]?.reason).toMatch(/^pnpm 12\.21\.0 installed/)
    expect(report).toMatchObject({
      outcome: 'updated',
      drivers: [
        { name: 'update-run', outcome: 'cannot-drive' },
        { name: 'openclaw-update', outcome: 'cannot-drive' },
        { name: 'package-manager', outcome: 'done' },
      ],
    })
    await expectVersion(stage, newVersion)
    const after = photograph(stage)
    pruneStore({ home: pnpmHome(stage) })

    const returned = await back(stage)
    expect(returned).toMatchObject({ outcome: 'rolled-back', rollbackVerdict: { kind: 'well' } })
    await expectVersion(stage, oldVersion)
    expect(photograph(stage)).toEqual(before)
    expect(readdirSync(pnpmHome(stage)).filter(name => name.startsWith('.'))).toEqual([])

    // What was set aside is a whole recovery point, and the way forward again.
    pruneStore({ home: pnpmHome(stage) })
    const aside = returned.setAside ?? ''
    expect(await verifyPoint({ files: createFiles(), databases: sqliteDatabases }, aside)).toEqual([])
    expect(await back(stage, aside.split('/').at(-1))).toMatchObject({ outcome: 'rolled-back' })
    await expectVersion(stage, newVersion)
    expect(photograph(stage)).toEqual(after)
  },
)

scenario(
  'vault and mirror hold npm’s packages: for pnpm they say so, and what to do',
  async ({ setStage }) => {
    const stage = await setStage({ pnpm: true })
    const app = await compose({ environment: moltdEnvironment(stage.host), supervisor: stage.supervisor })
    try {
      for (const from of ['vault', 'mirror'] as const)
        await expect(wayBackTo(app, from, '2026.9.4', new AbortController().signal)).rejects.toMatchObject({
          code: 'E_INSTALLATION_KIND',
          message: expect.stringContaining(`cannot bring 2026.9.4 back from the ${from}`),
          hint: expect.stringContaining('`moltd rollback --from registry 2026.9.4`'),
        })
      const { settings } = await wayBackTo(app, 'registry', '2026.9.4', new AbortController().signal)
      expect(settings.drivers).toEqual(['package-manager'])
    } finally {
      await app.close()
    }
  },
)

scenario('a version of pnpm’s that is ill is taken back by itself', async ({ setStage }) => {
  const stage = await setStage({ pnpm: true, orders: { [newVersion]: { exitOnStart: 1 } } })
  const before = photograph(stage)
  const report = await stage.run({ settings: { drivers: driverNames, rehearsal: null } })
  expect(report).toMatchObject({ outcome: 'rolled-back', rollbackVerdict: { kind: 'well' } })
  await expectVersion(stage, oldVersion)
  expect(photograph(stage)).toEqual(before)
})
