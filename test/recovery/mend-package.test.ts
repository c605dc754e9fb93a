import { cpSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isMendable, mendPackage } from '../../src/recovery/mend-package.ts'
import type { RecoveryPoint } from '../../src/recovery/recovery-point.ts'
import { verifyPoint } from '../../src/recovery/verify.ts'
import { type Host, makeHost, takePointOf } from './fixture.ts'

let host: Host
let point: RecoveryPoint
let donor: string
beforeEach(async () => {
  host = makeHost()
  point = await takePointOf(host)
  donor = join(host.home, 'donor')
  cpSync(join(point.path, 'package'), donor, { recursive: true, verbatimSymlinks: true })
})
afterEach(() => host.remove())

const at = (path: string) => join(point.path, path)
const findings = () => verifyPoint(host.world, point.path)
const mend = async () => mendPackage(host.world, point.path, await findings(), donor)

test('files, folders and links that are gone or changed are put back as they were', async () => {
  rmSync(at('package/dist'), { recursive: true })
  truncateSync(at('package/package.json'), 3)
  expect(isMendable(await findings())).toBe(true)
  await mend()
  expect(await findings()).toEqual([])
})

test('what the live program shares by a link stays as it is', async () => {
  const live = join(host.gateway.installation.root, 'dist', 'index.js')
  writeFileSync(live, 'changed in place')
  expect((await findings()).map(({ path }) => path)).toEqual(['package/dist/index.js'])
  await mend()
  expect(await findings()).toEqual([])
  expect(readFileSync(live, 'utf8')).toBe('changed in place')
})

test('what another tree has is not taken unless it is what the point once had', async () => {
  truncateSync(at('package/package.json'), 3)
  writeFileSync(join(donor, 'package.json'), '{"version":"another"}')
  rmSync(at('package/dist/index.js'))
  rmSync(join(donor, 'dist', 'index.js'))
  await mend()
  expect((await findings()).map(({ kind, path }) => `${kind} ${path}`).sort()).toEqual([
    'changed package/package.json',
    'missing package/dist/index.js',
  ])
  expect(readFileSync(at('package/package.json'))).toHaveLength(3)
})

test('data are never mended', async () => {
  rmSync(at('state/openclaw.json'))
  expect(isMendable(await findings())).toBe(false)
  await mend()
  expect((await findings()).map(({ path }) => path)).toEqual(['state/openclaw.json'])
})
