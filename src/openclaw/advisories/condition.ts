import { satisfiesNodeRange } from '../node-range.ts'
import { parseVersion } from '../version.ts'
import { isInRange, parseVersionRange } from '../version-range.ts'
import { valueAt } from './value-at.ts'

/**
 * When an advisory applies, as data. A config value is only compared, never shown: secrets stay where they are.
 * What is not set counts as absent; `reachesBeyondLoopback` knows OpenClaw's default for `gateway.bind`.
 */
export type Condition =
  | { all: readonly Condition[] }
  | { any: readonly Condition[] }
  | { not: Condition }
  | { config: string; is: 'present' | 'absent' }
  | { config: string; equals: string | number | boolean }
  | { config: string; in: readonly (string | number | boolean)[] }
  | { config: string; shorterThan: number }
  | { sameValue: readonly [string, string] }
  | { reachesBeyondLoopback: boolean }
  | { unitVariable: string; is: 'present' | 'absent' }
  | { unitVariable: string; differsFrom: string }
  | { lastTouchedBy: string }
  | { node: string }
  | { statesNodeRange: boolean }

/** What conditions are asked of. `config` is OpenClaw's own, as it stands in the file. */
export interface Circumstances {
  config: unknown
  /** Of the gateway's unit. */
  nodeVersion: string
  /** Whether the registry says which Node the candidate needs. */
  statesNodeRange: boolean
  unitEnvironment: Readonly<Record<string, string>>
}

export function holds(condition: Condition, facts: Circumstances): boolean {
  if ('all' in condition) return condition.all.every(part => holds(part, facts))
  if ('any' in condition) return condition.any.some(part => holds(part, facts))
  if ('not' in condition) return !holds(condition.not, facts)
  if ('sameValue' in condition) {
    const [one, other] = condition.sameValue.map(key => valueAt(facts.config, key))
    return typeof one === 'string' && one !== '' && one === other
  }
  if ('reachesBeyondLoopback' in condition)
    return reachesBeyondLoopback(facts.config) === condition.reachesBeyondLoopback
  if ('unitVariable' in condition) {
    const variable = facts.unitEnvironment[condition.unitVariable]
    if ('is' in condition) return isSet(variable) === (condition.is === 'present')
    const value = valueAt(facts.config, condition.differsFrom)
    return isSet(variable) && typeof value === 'string' && value !== '' && variable !== value
  }
  if ('statesNodeRange' in condition) return facts.statesNodeRange === condition.statesNodeRange
  if ('node' in condition) return satisfiesNodeRange(facts.nodeVersion, condition.node)
  if ('lastTouchedBy' in condition) return wasTouchedBy(facts.config, condition.lastTouchedBy)
  const value = valueAt(facts.config, condition.config)
  if ('is' in condition) return isSet(value) === (condition.is === 'present')
  if ('equals' in condition) return value === condition.equals
  if ('in' in condition) return condition.in.some(candidate => candidate === value)
  return typeof value === 'string' && value.length < condition.shorterThan
}

/** An empty list or text is as good as none. */
function isSet(value: unknown): boolean {
  if (Array.isArray(value) || typeof value === 'string') return value.length > 0
  return value !== undefined && value !== null
}

/** `auto` takes loopback where it can, and nothing at all is loopback; a custom host is judged by its address. */
function reachesBeyondLoopback(config: unknown): boolean {
  const bind = valueAt(config, 'gateway.bind')
  if (bind === 'lan' || bind === 'tailnet') return true
  if (bind !== 'custom') return false
  const host = valueAt(config, 'gateway.customBindHost')
  return typeof host !== 'string' || !/^(127\.|::1$|localhost$)/.test(host)
}

function wasTouchedBy(config: unknown, text: string): boolean {
  const touched = valueAt(config, 'meta.lastTouchedVersion')
  const version = typeof touched === 'string' ? parseVersion(touched) : null
  const range = parseVersionRange(text)
  return version !== null && range !== null && isInRange(version, range)
}
