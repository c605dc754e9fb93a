import { expect, test } from 'vitest'
import { systemClock } from '../../src/adapters/clock.ts'
import { createIds } from '../../src/adapters/ids.ts'

test('an id starts with the time in UTC', () => {
  const ids = createIds({ nowMs: () => Date.UTC(2026, 10, 22, 6, 0, 3) })
  expect(ids.newId()).toMatch(/^20261122-060003-[2-9a-z]{4}$/)
})

test('ids of one second differ and sort in the order they were made', () => {
  const ids = createIds({ nowMs: () => 0 })
  const made = Array.from({ length: 300 }, () => ids.newId())
  expect(new Set(made).size).toBe(300)
  expect(made.toSorted()).toEqual(made)
})

test('a sleep ends with the reason of its abort', async () => {
  const controller = new AbortController()
  const sleeping = systemClock.sleep(60_000, controller.signal)
  controller.abort(new Error('wake up'))
  await expect(sleeping).rejects.toThrow('wake up')
  await expect(systemClock.sleep(1, controller.signal)).rejects.toThrow('wake up')
  await systemClock.sleep(1)
})
