import { expect, test } from 'vitest'
import { dieAtEveryWrite } from './live-through.ts'

const timeout = 600_000

test('kill -9 at every journal write of a run that rolls back ends old or new, and verified', {
  timeout,
}, async () => {
  expect(await dieAtEveryWrite({ newIsIll: true, death: 'kill' })).toEqual([])
})

test('a pulled plug at every journal write of a run that rolls back ends old or new, and verified', {
  timeout,
}, async () => {
  expect(await dieAtEveryWrite({ newIsIll: true, death: 'plug' })).toEqual([])
})
