import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import type { Files } from '../../src/ports/files.ts'
import { installDropIn } from '../../src/recovery/drop-in.ts'
import { armExactPass } from '../../src/recovery/exact-pass.ts'
import { listPoints } from '../../src/recovery/points.ts'
import type { RecoveryPoint } from '../../src/recovery/recovery-point.ts'
import {
  finishAside,
  keepForwardOnly,
  planRestore,
  type RestorePlan,
  restoreLaunchers,
  restoreUnit,
  setAside,
  stageProgram,
  stageState,
  swapProgram,
  swapState,
} from '../../src/recovery/restore.ts'
import { sealPoint } from '../../src/recovery/seal.ts'
import { verifyPoint } from '../../src/recovery/verify.ts'
import { type Host, type HostWorld, makeHost, takePointOf } from './fixture.ts'

let host: Host
afterEach(() => host.remove())

const parts = [
  stageProgram,
  stageState,
  setAside,
  swapProgram,
  swapState,
  keepForwardOnly,
  restoreLaunchers,
  restoreUnit,
]

async function restoreAll(world: HostWorld, plan: RestorePlan) {
  for (const part of parts) await part(world, plan)
  return finishAside(world, plan)
}

/** A point of the old version, sealed at its stop, after which the new version has run and stopped. */
async function goForward(): Promise<RecoveryPoint> {
  await installDropIn(host.world, host.gateway)
  const point = await takePointOf(host)
  await armExactPass(host.world, host.gateway, point)
  host.addJob('after the live pass')
  host.put('.openclaw/late.json', 'late')
  host.stop()
  const sealed = await sealPoint(host.world, point.path)
  expect(sealed.state).toBe('sealed')
  return sealed
}

const planBack = (point: RecoveryPoint) => planRestore(host.world, point, host.gateway, 'rejected')

/** What a restore may differ in from the moment of the stop: the user's own files and what only goes forward. */
function expectedAfter(stopped: Record<string, string>) {
  return {
    ...stopped,
    'state/workspace/notes.md': '600 written under the new version',
    'state/credentials/whatsapp/me/creds.json': '600 {"noiseKey":2,"counter":99}',
  }
}

test('program, state and unit are back as they were at the stop; yours and logins are as they are now', async () => {
  host = makeHost()
  const point = await goForward()
  const stopped = host.photograph()
  host.becomeNewer()
  const rejected = host.photograph()
  const aside = await restoreAll(host.world, await planBack(point))
  expect(host.photograph()).toEqual(expectedAfter(stopped))
  expect(host.jobs()).toEqual(['from the beginning', 'after the live pass'])
  expect(await host.world.files.list(host.gateway.stateFolder)).not.toContain('.moltd-restore-rejected')
  expect(aside).toMatchObject({ version: '2026.9.6', reason: 'before-rollback', state: 'sealed' })
  expect(await verifyPoint(host.world, aside.path)).toEqual([])

  const back = await planRestore(host.world, aside, host.gateway, 'undone')
  await restoreAll(host.world, back)
  expect(host.photograph()).toEqual(rejected)
})

test('a gateway that was killed is restored with what was only in its write-ahead log', async () => {
  host = makeHost()
  await installDropIn(host.world, host.gateway)
  const point = await takePointOf(host)
  await armExactPass(host.world, host.gateway, point)
  host.addJob('in the log only')
  host.kill()
  host.becomeNewer()
  await restoreAll(
    host.world,
    await planRestore(host.world, await sealPoint(host.world, point.path), host.gateway, 'rejected'),
  )
  expect(host.jobs()).toEqual(['from the beginning', 'in the log only'])
})

test('without an exact pass the live pass is restored, whole', async () => {
  host = makeHost()
  host.addJob('before the live pass')
  const point = await takePointOf(host)
  expect((await sealPoint(host.world, point.path)).state).toBe('live')
  host.stop()
  const stopped = host.photograph()
  host.becomeNewer()
  await restoreAll(host.world, await planRestore(host.world, point, host.gateway, 'rejected'))
  expect(host.photograph()).toEqual(expectedAfter(stopped))
})

test('a login whose shape the old version does not know is the restored one', async () => {
  host = makeHost()
  const point = await goForward()
  host.becomeNewer()
  host.put('.openclaw/credentials/whatsapp/me/creds.json', '{"noiseKey":2,"counter":99,"version":3}')
  await restoreAll(host.world, await planBack(point))
  expect(readFileSync(join(host.gateway.stateFolder, 'credentials/whatsapp/me/creds.json'), 'utf8')).toBe(
    '{"noiseKey":1,"counter":7}',
  )
})

test('what could not be read is said, and goes back to its place', async () => {
  const denied = Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' })
  host = makeHost(files => ({
    ...files,
    copyFile: async (from, to) => {
      if (from.endsWith('locked.bin')) throw denied
      await files.copyFile(from, to)
    },
  }))
  host.put('.openclaw/credentials/locked.bin', 'nobody reads me')
  const point = await goForward()
  expect(point.leftOut).toEqual([
    { path: 'credentials/locked.bin', reason: 'cannot be read: EACCES: permission denied' },
  ])
  host.becomeNewer()
  await restoreAll(host.world, await planBack(point))
  expect(readFileSync(join(host.gateway.stateFolder, 'credentials/locked.bin'), 'utf8')).toBe(
    'nobody reads me',
  )
})

test('parts that are complete are not done again: what the restored gateway has written since stays', async () => {
  host = makeHost()
  const point = await goForward()
  host.becomeNewer()
  const plan = await planBack(point)
  for (const part of parts) await part(host.world, plan)
  host.put('.openclaw/written-since.json', 'by the restored one')
  const aside = await restoreAll(host.world, plan)
  await restoreAll(host.world, plan)
  expect(host.photograph()).toMatchObject({ 'state/written-since.json': '600 by the restored one' })
  expect(await host.world.files.list(aside.path)).not.toContain('again-1')
})

test('the live program may be gone altogether', async () => {
  host = makeHost()
  const point = await goForward()
  const stopped = host.photograph()
  host.becomeNewer()
  await host.world.files.remove(host.gateway.installation.root)
  await host.world.files.remove(host.gateway.installation.launchers[0]?.path ?? '')
  await restoreAll(host.world, await planBack(point))
  expect(host.photograph()).toEqual(expectedAfter(stopped))
  expect(existsSync(host.gateway.installation.launchers[0]?.path ?? '')).toBe(true)
})

test('the restored program is linked to the point, and the point survives it', async () => {
  host = makeHost()
  const point = await goForward()
  host.becomeNewer()
  await restoreAll(host.world, await planBack(point))
  const inode = (root: string) => lstatSync(join(root, 'dist/index.js')).ino
  if (point.packageMethod === 'hardlink')
    expect(inode(host.gateway.installation.root)).toBe(inode(join(point.path, 'package')))
  expect(await verifyPoint(host.world, point.path)).toEqual([])
})

test('a drop-in that the rejected version brought is set aside, one that was changed is put back', async () => {
  host = makeHost()
  const point = await goForward()
  host.becomeNewer()
  const folder = `${host.gateway.definition.fragmentPath}.d`
  const brought = join(folder, 'brought.conf')
  writeFileSync(brought, '[Service]\n')
  writeFileSync(join(folder, 'mine.conf'), '[Service]\nNice=19\n')
  const plan = await planBack(point)
  const loose = [...plan.aside.loose, { path: brought, stored: 'unit/9-brought.conf' }]
  const aside = await restoreAll(host.world, { ...plan, aside: { ...plan.aside, loose } })
  expect(existsSync(brought)).toBe(false)
  expect(existsSync(join(folder, '60-moltd.conf'))).toBe(true)
  expect(readFileSync(join(folder, 'mine.conf'), 'utf8')).toBe('[Service]\nNice=5\n')
  expect(existsSync(join(aside.path, 'unit/9-brought.conf'))).toBe(true)
})

describe('killed at any call, begun again from the plan', () => {
  class Killed extends Error {}

  /** Throws at the nth change to the disk, as a kill before it; `half` does a part of a copy first, as a kill within it. */
  function mortal(files: Files, life: { left: number; halves: boolean }): Files {
    const all = ['makeFolder', 'writeDurably', 'makeLink', 'copyFile', 'copyTree', 'move', 'remove'] as const
    const changes = life.halves ? (['copyTree'] as const) : all
    const wrapped: Files = { ...files }
    const spend = (half: () => void) => {
      if (life.left-- > 0) return
      if (life.halves) half()
      throw new Killed()
    }
    for (const name of changes) {
      const original: (...parameters: never[]) => Promise<unknown> = files[name]
      Object.assign(wrapped, {
        [name]: async (...parameters: never[]) => {
          spend(() => mkdirSync(String(parameters[1]), { recursive: true }))
          return original(...parameters)
        },
      })
    }
    return wrapped
  }

  for (const halves of [false, true]) {
    test(`the end is the same as without a kill${halves ? ', also with half a copy left behind' : ''}`, async () => {
      host = makeHost()
      const point = await goForward()
      const stopped = host.photograph()
      host.becomeNewer()
      const plan = await planBack(point)
      const rejected = `${host.home}.rejected`
      cpSync(host.home, rejected, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true })
      let died = true
      let calls = 0
      try {
        for (; died; calls += 1) {
          rmSync(host.home, { recursive: true })
          cpSync(rejected, host.home, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true })
          died = await isKilled(
            restoreAll({ ...host.world, files: mortal(host.world.files, { left: calls, halves }) }, plan),
          )
          const aside = await restoreAll(host.world, plan)
          expect(host.photograph(), `killed at call ${calls}`).toEqual(expectedAfter(stopped))
          expect(await verifyPoint(host.world, aside.path), `killed at call ${calls}`).toEqual([])
          expect(readFileSync(join(aside.path, 'state/openclaw.json'), 'utf8')).toContain('2026.9.6')
        }
      } finally {
        rmSync(rejected, { recursive: true })
      }
      expect(calls).toBeGreaterThan(halves ? 3 : 40)
    })
  }

  async function isKilled(restoring: Promise<unknown>): Promise<boolean> {
    try {
      await restoring
      return false
    } catch (error) {
      if (error instanceof Killed) return true
      throw error
    }
  }
})

test('a full disk while the point is taken leaves nothing, and one sentence', async () => {
  const full = Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' })
  host = makeHost(files => ({
    ...files,
    copyFile: async (from, to) => {
      if (from.endsWith('discord.json')) throw full
      await files.copyFile(from, to)
    },
  }))
  const before = host.photograph()
  await expect(takePointOf(host)).rejects.toMatchObject({
    code: 'E_POINT_FAILED',
    message: expect.stringContaining('ENOSPC'),
  })
  const root = join(host.world.places.dataFolder, 'recovery')
  expect(await host.world.files.list(root)).toEqual([])
  expect(await listPoints(host.world, [root])).toEqual({ points: [], damaged: [] })
  expect(host.photograph()).toEqual(before)
})

test('links are saved as links; what lies behind one is left out, and that is said', async () => {
  host = makeHost()
  const outside = join(host.home, 'outside')
  mkdirSync(outside)
  writeFileSync(join(outside, 'secret'), 'not copied')
  await host.world.files.makeLink(outside, join(host.gateway.stateFolder, 'vault'))
  const point = await takePointOf(host)
  expect(point.leftOut.map(left => left.path)).toEqual(['vault'])
  expect(lstatSync(join(point.path, 'state/vault')).isSymbolicLink()).toBe(true)
  chmodSync(outside, 0o755)
})
