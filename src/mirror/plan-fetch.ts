import { isTag, isWanted, keptRoot, movedRoot, nameStoodFor, type Refs } from './refs.ts'

/** What to take from upstream, and what it took away: names of refs. */
export interface FetchPlan {
  /** Not here yet. */
  fresh: string[]
  /** Branches that point elsewhere than here: ahead, or rewritten. */
  changed: string[]
  /** Release tags that point elsewhere than when they were first seen, and not known to. */
  moved: string[]
  /** Here, and no longer there; not yet known to be. */
  deleted: string[]
  /** Nothing of what we want is left there, though it was. */
  isEmptied: boolean
  /** No ref here points elsewhere than there: all of them can be taken by pattern. */
  isPlain: boolean
}

/** Compares what upstream shows with what is here; pure. */
export function planFetch(local: Refs, upstream: Refs, patterns: readonly string[]): FetchPlan {
  const wanted = [...upstream].filter(([name]) => isWanted(name, patterns))
  const held = [...local].filter(([name]) => isWanted(name, patterns))
  const plan: FetchPlan = { fresh: [], changed: [], moved: [], deleted: [], isEmptied: false, isPlain: true }
  if (wanted.length === 0 && held.length > 0) return { ...plan, isEmptied: true }
  const [movedTo, keptAs] = [standIns(local, movedRoot), standIns(local, keptRoot)]
  for (const [name, oid] of wanted) {
    const here = local.get(name)
    if (here === undefined) plan.fresh.push(name)
    if (here === undefined || here === oid) continue
    plan.isPlain = false
    if (!isTag(name)) plan.changed.push(name)
    else if (!movedTo.has(`${name} ${oid}`)) plan.moved.push(name)
  }
  for (const [name, oid] of held)
    if (!upstream.has(name) && !keptAs.has(`${name} ${oid}`)) plan.deleted.push(name)
  return plan
}

/** `name object` of every dated ref below that root. */
function standIns(local: Refs, root: string): ReadonlySet<string> {
  const known = new Set<string>()
  for (const [ref, oid] of local) {
    const name = nameStoodFor(ref, root)
    if (name !== null) known.add(`${name} ${oid}`)
  }
  return known
}
