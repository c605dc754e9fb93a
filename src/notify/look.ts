import type { Outcome } from '../ports/run.ts'
import type { Tone } from './paint.ts'

export interface Look {
  mark: string
  tone: Tone
  /** The bar beside the Discord message. */
  colour: number
}

/** One look for each outcome, the same on every voice. */
export function lookOf(outcome: Outcome): Look {
  switch (outcome) {
    case 'updated':
      return { mark: '✓', tone: 'good', colour: 0x2e_a0_43 }
    case 'up-to-date':
      return { mark: '✓', tone: 'good', colour: 0x6e_77_81 }
    case 'held':
      return { mark: '–', tone: 'quiet', colour: 0x8c_95_9f }
    case 'awaiting-approval':
      return { mark: '?', tone: 'warn', colour: 0x09_69_da }
    case 'blocked':
      return { mark: '✗', tone: 'warn', colour: 0xd4_a7_2c }
    case 'rolled-back':
      return { mark: '↶', tone: 'warn', colour: 0xfb_8f_24 }
    case 'untouched':
      return { mark: '✗', tone: 'bad', colour: 0xcf_22_2e }
    case 'stuck':
      return { mark: '✗', tone: 'bad', colour: 0x82_07_1e }
  }
}
