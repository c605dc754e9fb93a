import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { onceATurn } from '../../src/adapters/once-a-turn.ts'

function counted() {
  const asked: string[] = []
  const ask = onceATurn(async (key: string) => {
    asked.push(key)
    return `${key} ${asked.length}`
  })
  return { ask, asked }
}

test('the same question in one turn is asked once, another one for itself', async () => {
  const { ask, asked } = counted()
  expect(await Promise.all([ask('a'), ask('b'), ask('a')])).toEqual(['a 1', 'b 2', 'a 1'])
  expect(asked).toEqual(['a', 'b'])
})

test('in the next turn it is asked anew: an answer is never older than the question', async () => {
  const { ask } = counted()
  await ask('a')
  await nextTurn()
  expect(await ask('a')).toBe('a 2')
})
