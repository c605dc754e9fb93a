import { isTag, isWanted, keptRoot, movedRoot, type Refs, standsFor } from './refs.ts'

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
}

/** Compares what upstream shows with what is here; pure. */
export function planFetch(local: Refs, upstream: Refs, patterns: readonly string[]): FetchPlan {
  const wanted = [...upstream].filter(([name]) => isWanted(name, patterns))
  const held = [...local].filter(([name]) => isWanted(name, patterns))
  const plan: FetchPlan = { fresh: [], changed: [], moved: [], deleted: [], isEmptied: false }
  if (wanted.length === 0 && held.length > 0) return { ...plan, isEmptied: true }
  for (const [name, oid] of wanted) {
    const here = local.get(name)
    if (here === undefined) plan.fresh.push(name)
    else if (here === oid) continue
    else if (!isTag(name)) plan.changed.push(name)
    else if (!isKnown(local, movedRoot, name, oid)) plan.moved.push(name)
  }
  for (const [name, oid] of held)
    if (!upstream.has(name) && !isKnown(local, keptRoot, name, oid)) plan.deleted.push(name)
  return plan
}

function isKnown(local: Refs, root: string, name: string, oid: string): boolean {
  for (const [ref, at] of local) if (at === oid && standsFor(ref, root, name)) return true
  return false
}
