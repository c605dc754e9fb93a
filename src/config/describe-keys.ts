import * as z from 'zod'
import { configSchema } from './schema.ts'

/** A key as the reference shows it. */
export interface KeyDescription {
  path: readonly string[]
  description: string
  /** Undefined for a group of keys, and for a key that may be absent. */
  default: unknown
  /** A value to show for a key without default. */
  example: unknown
  /** The keys below, for a group. */
  keys: readonly KeyDescription[]
}

const node = z.object({
  description: z.string().default(''),
  default: z.unknown().optional(),
  examples: z.array(z.unknown()).default([]),
  get properties() {
    return z.record(z.string(), node).optional()
  },
})

/** The JSON Schema of the config file, as editors read it. */
export function jsonSchema(): Record<string, unknown> {
  return { title: 'moltd config', ...z.toJSONSchema(configSchema, { io: 'input' }) }
}

/** Every key of the config in the order of the schema. */
export function describeKeys(): KeyDescription[] {
  return describeBelow(node.parse(jsonSchema()), [])
}

/** The keys directly below a path; empty when there are none. */
export function keysBelow(path: readonly string[]): readonly KeyDescription[] {
  return path.reduce<readonly KeyDescription[]>(
    (keys, name) => keys.find(key => key.path.at(-1) === name)?.keys ?? [],
    describeKeys(),
  )
}

function describeBelow(parent: z.infer<typeof node>, path: readonly string[]): KeyDescription[] {
  return Object.entries(parent.properties ?? {}).map(([name, child]) => ({
    path: [...path, name],
    description: child.description,
    default: child.properties ? undefined : child.default,
    example: child.examples[0],
    keys: describeBelow(child, [...path, name]),
  }))
}
