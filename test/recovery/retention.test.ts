import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import {
  discardPartialPoints,
  findPoint,
  listPoints,
  markLastGood,
  pinPoint,
} from '../../src/recovery/points.ts'
import { choosePointsToRemove, prunePoints } from '../../src/recovery/retention.ts'
import { type Host, makeHost, takePointOf } from './fixture.ts'

let host: Host
afterEach(() => host.remove())

test('kept are the newest, the pinned, the last good and the needed; the rest goes whole', async () => {
  host = makeHost()
  const ids = ['a', 'b', 'c', 'd', 'e', 'f']
  for (const id of ids) await takePointOf(host, id)
  const root = join(host.world.places.dataFolder, 'recovery')
  const path = (id: string) => join(root, id)
  await pinPoint(host.world, path('a'))
  await markLastGood(host.world, path('b'))
  await markLastGood(host.world, path('c'))
  const removed = await prunePoints(host.world, host.gateway, { keep: 1, needed: ['d'] })
  expect(removed.map(point => point.id)).toEqual(['e', 'b'])
  expect(await host.world.files.list(root)).toEqual(['a', 'c', 'd', 'f'])
  expect((await findPoint(host.world, [root], 'a')).pinned).toBe(true)
})

test('keeping none still keeps what must be kept', async () => {
  host = makeHost()
  const one = { ...(await takePointOf(host)), lastGood: true }
  expect(choosePointsToRemove([one], { keep: 0, needed: [] })).toEqual([])
})

test('half written and half removed folders go, what a rollback set aside stays', async () => {
  host = makeHost()
  const root = join(host.world.places.dataFolder, 'recovery')
  for (const name of ['x.partial', 'y.removing', 'z.aside']) mkdirSync(join(root, name), { recursive: true })
  expect(await listPoints(host.world, [root])).toEqual({ points: [], damaged: [] })
  await discardPartialPoints(host.world, [root])
  expect(await host.world.files.list(root)).toEqual(['z.aside'])
})
