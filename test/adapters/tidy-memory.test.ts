import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { tidyMemory } from '../../src/adapters/tidy-memory.ts'

const hourMs = 3_600_000
const own = globalThis.gc

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  globalThis.gc = own
})

test('an idle daemon collects some times an hour, and no more once it is closed', () => {
  let collected = 0
  globalThis.gc = (async () => {
    collected += 1
  }) as unknown as NonNullable<typeof own>
  const tidying = tidyMemory()
  vi.advanceTimersByTime(hourMs)
  expect(collected).toBe(12)
  tidying.stop()
  vi.advanceTimersByTime(hourMs)
  expect(collected).toBe(12)
})

test('a Node without --expose-gc is left alone', () => {
  globalThis.gc = undefined
  const tidying = tidyMemory()
  expect(() => vi.advanceTimersByTime(hourMs)).not.toThrow()
  tidying.stop()
})
