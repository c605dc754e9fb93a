import { below, incomingRoot, isTag, keptRoot, type Refs, sinceRoot, standsFor } from './refs.ts'

export interface PushPlan {
  /** What goes where: never by force, never a deletion. */
  pushes: { from: string; to: string }[]
  /** Refs at origin that somebody else changed: left as they are. */
  foreign: string[]
  /** Everything that is here goes there under its own name: it can be given by pattern. */
  isPlain: boolean
}

/** Which of two commits is in the history of the other; false when one of them is not here. */
export type IsAncestor = (older: string, newer: string) => Promise<boolean>

/** What origin lacks. A line that cannot go on under its own name goes on under a dated one. */
export async function planPush(
  local: Refs,
  origin: Refs,
  stamp: string,
  isAncestor: IsAncestor,
): Promise<PushPlan> {
  const plan: PushPlan = { pushes: [], foreign: [], isPlain: true }
  for (const [name, oid] of local) {
    if (name.startsWith(incomingRoot)) {
      plan.isPlain = false
      continue
    }
    const there = origin.get(name)
    if (there === oid) continue
    if (there === undefined || (!isTag(name) && (await isAncestor(there, oid)))) {
      plan.pushes.push({ from: name, to: name })
      continue
    }
    plan.isPlain = false
    const isOurs = [...local].some(([ref, at]) => at === there && standsFor(ref, keptRoot, name))
    if (!isOurs) plan.foreign.push(name)
    const to = await elsewhere(name, oid, origin, stamp, isAncestor)
    if (to !== null) plan.pushes.push({ from: name, to })
  }
  return plan
}

/** The dated ref at origin that this line goes on in; null when it is there already. */
async function elsewhere(
  name: string,
  oid: string,
  origin: Refs,
  stamp: string,
  isAncestor: IsAncestor,
): Promise<string | null> {
  for (const [ref, at] of origin) {
    if (!standsFor(ref, sinceRoot, name)) continue
    if (at === oid) return null
    if (!isTag(name) && (await isAncestor(at, oid))) return ref
  }
  return below(sinceRoot, stamp, name)
}
