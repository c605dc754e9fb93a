import { expect, test } from 'vitest'
import { dieAtEveryWrite } from './live-through.ts'

const timeout = 600_000

test('kill -9 at every write of a run that asks, and may keep, ends old or new, as was said beforehand', {
  timeout,
}, async () => {
  expect(await dieAtEveryWrite({ newIsIll: false, death: 'kill', asks: 'keep' })).toEqual([])
})

test('a pulled plug at every write of a run that asks, and goes back, ends old or new, as was said beforehand', {
  timeout,
}, async () => {
  expect(await dieAtEveryWrite({ newIsIll: false, death: 'plug', asks: 'rollback' })).toEqual([])
})
