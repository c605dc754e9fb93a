import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readPoint } from '../../src/recovery/points.ts'
import type { RecoveryPoint } from '../../src/recovery/recovery-point.ts'
import { verifyPoint } from '../../src/recovery/verify.ts'
import { type Host, makeHost, takePointOf } from './fixture.ts'

let host: Host
let point: RecoveryPoint
beforeEach(async () => {
  host = makeHost()
  point = await takePointOf(host)
})
afterEach(() => host.remove())

const at = (path: string) => join(point.path, path)
const kinds = async () =>
  (await verifyPoint(host.world, point.path)).map(({ kind, path }) => `${kind} ${path}`)
/** The point shares its package with the live tree: damage is done to the point alone. */
const unlink = (path: string) => {
  copyFileSync(at(path), at('spare'))
  rmSync(at(path))
  copyFileSync(at('spare'), at(path))
}

test('a point as it was written has no findings', async () => {
  expect(await kinds()).toEqual([])
})

test('a flipped byte', async () => {
  const path = 'package/dist/index.js'
  unlink(path)
  const bytes = readFileSync(at(path))
  bytes[3] = (bytes[3] ?? 0) ^ 1
  writeFileSync(at(path), bytes)
  expect(await kinds()).toEqual([`changed ${path}`])
})

test('a missing file, an emptied one, a longer one, a changed mode, an extra one', async () => {
  rmSync(at('state/cron/jobs.json'))
  writeFileSync(at('state/openclaw.json'), '')
  appendFileSync(at('state/.env'), 'MORE=1')
  chmodSync(at('state/credentials/discord.json'), 0o644)
  writeFileSync(at('unit/extra.conf'), '')
  expect((await kinds()).sort()).toEqual(
    [
      'missing state/cron/jobs.json',
      'emptied state/openclaw.json',
      'changed state/.env',
      'changed state/credentials/discord.json',
      'extra unit/extra.conf',
    ].sort(),
  )
})

test('a link that leads elsewhere, and one where a file was', async () => {
  rmSync(at('state/link.json'))
  symlinkSync('/etc/passwd', at('state/link.json'))
  rmSync(at('state/.env'))
  symlinkSync('/etc/passwd', at('state/.env'))
  expect((await kinds()).sort()).toEqual(['changed state/.env', 'changed state/link.json'])
})

test('a list or manifest that was changed is no ground to judge on', async () => {
  appendFileSync(at('files.json'), ' ')
  await expect(verifyPoint(host.world, point.path)).rejects.toMatchObject({ code: 'E_POINT_DAMAGED' })
  writeFileSync(at('manifest.json'), '{"formatVersion":1')
  await expect(readPoint(host.world, point.path)).rejects.toMatchObject({ code: 'E_POINT_DAMAGED' })
  await expect(readPoint(host.world, at('nowhere'))).rejects.toMatchObject({ code: 'E_POINT_UNKNOWN' })
})
