import type { Outcome } from '../ports/run.ts'
import { lookOf } from './look.ts'

const emojis: Readonly<Record<Outcome, string>> = {
  updated: '✅',
  'up-to-date': '🆗',
  held: '⏸️',
  'awaiting-approval': '🆕',
  blocked: '🚧',
  'rolled-back': '⏪',
  untouched: '⚠️',
  stuck: '🆘',
}

/** A sign that stands out in a list of notifications, and the bar beside the message. */
export function discordLook(outcome: Outcome): { emoji: string; colour: number } {
  return { emoji: emojis[outcome], colour: lookOf(outcome).colour }
}
