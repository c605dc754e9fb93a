import { randomInt } from 'node:crypto'
import type { Clock } from '../ports/clock.ts'
import type { Ids } from '../ports/ids.ts'

// In ASCII order, so that the text sorts as the number does; without the letters that look like others.
const alphabet = '23456789abcdefghjkmnpqrstuvwxyz'
const firstLimit = 2 ** 19
const stepLimit = 2 ** 10

/** Ids in UTC, so that they keep sorting when the clocks change; within a second they keep the order they were made in. */
export function createIds(clock: Pick<Clock, 'nowMs'>): Ids {
  let previous = { stamp: '', number: 0 }
  return {
    newId() {
      const stamp = stampOf(clock.nowMs())
      const number =
        previous.stamp === stamp ? previous.number + randomInt(1, stepLimit) : randomInt(firstLimit)
      previous = { stamp, number }
      return `${stamp}-${encode(number)}`
    },
  }
}

function stampOf(nowMs: number): string {
  const digits = new Date(nowMs).toISOString().replaceAll(/\D/g, '')
  return `${digits.slice(0, 8)}-${digits.slice(8, 14)}`
}

function encode(number: number): string {
  let rest = number
  let text = ''
  for (let place = 0; place < 4; place += 1) {
    text = alphabet.charAt(rest % alphabet.length) + text
    rest = Math.floor(rest / alphabet.length)
  }
  return text
}
