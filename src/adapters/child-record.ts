import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import { readIfThere } from './sessions.ts'

const identity = z.object({ pid: z.number(), startTicks: z.number() })

const childRecord = z.object({
  /** What was asked for last; a supervisor in another process reads it before it restarts anything. */
  wanted: z.enum(['up', 'down']),
  /** The process whose supervisor restarts the service. */
  owner: identity,
  restarts: z.number(),
  isRestarting: z.boolean(),
  /** The hook after a stop has not run for the latest start. */
  isHookDue: z.boolean(),
  exitCode: z.number().nullable(),
  exitSignal: z.string().nullable(),
})

/** What must be known of a child service by a process that did not start it. */
export type ChildRecord = z.infer<typeof childRecord>

/** null when the service was never started. */
export function readRecord(path: string): ChildRecord | null {
  const text = readIfThere(path)
  return text === '' ? null : childRecord.parse(JSON.parse(text))
}

export function writeRecord(path: string, record: ChildRecord): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  writeFileSync(`${path}.new`, JSON.stringify(record), { mode: 0o600 })
  renameSync(`${path}.new`, path)
}
