import { join } from 'node:path'
import { z } from 'zod'
import { MoltdError, reasonOf } from '../ports/errors.ts'
import type { World } from '../ports/world.ts'
import { mirrorFolder } from './repository.ts'

const troubleSchema = z.object({ kind: z.string(), reason: z.string() })

const sideSchema = z.object({
  /** When all was well there last. */
  wellMs: z.number().nullable(),
  trouble: troubleSchema.nullable(),
})

const stateSchema = z.object({
  schemaVersion: z.literal(1),
  startedMs: z.number(),
  /** null: at work, or cut off. */
  endedMs: z.number().nullable(),
  /** Refs that upstream has and we do not hold yet. */
  missing: z.number(),
  upstream: sideSchema,
  /** null: no origin is set. */
  origin: sideSchema.nullable(),
  /** Refs of origin that somebody else changed. */
  foreign: z.array(z.string()),
  alarms: z.array(z.object({ text: z.string(), atMs: z.number(), isReported: z.boolean() })),
})

/** What the last sync came to, and what a person must still be told. */
export type MirrorState = z.infer<typeof stateSchema>
export type Side = z.infer<typeof sideSchema>

type StateWorld = Pick<World, 'files' | 'places'>

const mostAlarms = 200

export const noSide: Side = { wellMs: null, trouble: null }

export function newState(nowMs: number): MirrorState {
  return {
    schemaVersion: 1,
    startedMs: nowMs,
    endedMs: null,
    missing: 0,
    upstream: noSide,
    origin: null,
    foreign: [],
    alarms: [],
  }
}

/** null: nothing was ever synced, or the file is not readable as one of ours: it is written anew. */
export async function readState(world: StateWorld): Promise<MirrorState | null> {
  const text = await world.files.readTextIfThere(statePath(world))
  if (text === null) return null
  try {
    return stateSchema.parse(JSON.parse(text))
  } catch {
    return null // a cut-off write is not possible, so it is another version's: its alarms were told by that one
  }
}

/** Errors: E_MIRROR. */
export async function writeState(world: StateWorld, state: MirrorState): Promise<void> {
  const unreported = state.alarms.filter(alarm => !alarm.isReported)
  const reported = state.alarms.filter(alarm => alarm.isReported)
  const alarms = [...reported.slice(-mostAlarms), ...unreported.slice(-mostAlarms)]
  const text = JSON.stringify({ ...state, alarms }, null, 2)
  try {
    await world.files.writeDurably(statePath(world), text, 0o600)
  } catch (cause) {
    throw new MoltdError(
      'E_MIRROR',
      `cannot write down how the mirror stands: ${reasonOf(cause)}`,
      'Free some space; what the mirror holds is not concerned.',
      { cause },
    )
  }
}

/** With one more thing to tell, unless it waits to be told already. */
export function withAlarms(state: MirrorState, texts: readonly string[], atMs: number): MirrorState {
  const waiting = new Set(state.alarms.filter(alarm => !alarm.isReported).map(({ text }) => text))
  const added = texts.filter(text => !waiting.has(text)).map(text => ({ text, atMs, isReported: false }))
  return { ...state, alarms: [...state.alarms, ...added] }
}

function statePath(world: Pick<World, 'places'>): string {
  return join(mirrorFolder(world), 'state.json')
}
