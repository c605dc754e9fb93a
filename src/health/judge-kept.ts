import { z } from 'zod'
import type { Finding } from './check.ts'
import type { AskedQuestion } from './health-check.ts'
import { nameSome, recall } from './recall.ts'

/** Something of the user's that an update must not lose. */
export interface Belonging {
  id: string
  /** What a person calls it. */
  label: string
}

const belongings = z.array(z.object({ id: z.string(), label: z.string() }))

export interface KeptQuestion {
  /** Name of the check. */
  name: string
  /** `cron job`. */
  noun: string
  hint: string
}

/** Nothing that was there may be missing. What has the same name under a new id was moved, and is not. */
export function judgeKept(
  question: AskedQuestion,
  { name, noun, hint }: KeptQuestion,
  now: readonly Belonging[],
): Finding {
  const facts = now.map(({ id, label }) => ({ id, label }))
  const before = recall(question, name, belongings)
  if (before === null) return { answer: 'pass', reason: count(now.length, noun), facts }
  const ids = new Set(now.map(({ id }) => id))
  const labels = new Set(now.map(({ label }) => label))
  const missing = before.filter(({ id, label }) => !ids.has(id) && !labels.has(label))
  const evidence = `${before.length} before, ${now.length} now`
  if (missing.length === 0) {
    const reason =
      before.length === 0 ? `there was no ${noun} to lose` : `all ${count(before.length, noun)} are there`
    return { answer: 'pass', reason, evidence, facts }
  }
  return {
    answer: 'fail',
    code: `${noun.replace(' ', '-')}s-missing`,
    reason: `${count(missing.length, noun)} of ${before.length} gone: ${nameSome(missing.map(({ label }) => label))}`,
    evidence,
    hint,
    facts,
  }
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
