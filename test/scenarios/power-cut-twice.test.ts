import { expect, test } from 'vitest'
import { liveThrough, type Story } from './live-through.ts'
import type { Cut } from './virtual-moltd.ts'

test('dying again during the recovery, at any of its writes, changes nothing about that', {
  timeout: 600_000,
}, async () => {
  const story: Story = { newIsIll: true, death: 'plug' }
  const [total = 0] = await liveThrough(story, [])
  const failures: string[] = []
  for (let atWrite = 5; atWrite <= total; atWrite += 7) {
    const first: Cut = { atWrite, when: 'after' }
    const [, recovery = 0] = await liveThrough(story, [first])
    for (let second = 1; second <= recovery; second += 3) {
      const cuts: Cut[] = [first, { atWrite: second, when: second % 2 === 0 ? 'before' : 'after' }]
      await liveThrough(story, cuts).catch((error: Error) =>
        failures.push(`writes ${atWrite} and ${second}: ${error.message}`),
      )
    }
  }
  expect(failures).toEqual([])
})
