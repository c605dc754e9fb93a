import { z } from 'zod'
import { parseVersionRange } from '../version-range.ts'
import type { Condition } from './condition.ts'

const path = z.string().regex(/^[\w-]+(\.[\w-]+)*$/, 'must be a path of keys such as gateway.bind')
const scalar = z.union([z.string(), z.number(), z.boolean()])

/** A condition as it is written in an advisory file. */
export const conditionSchema: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    z.strictObject({ all: z.array(conditionSchema).min(1) }),
    z.strictObject({ any: z.array(conditionSchema).min(1) }),
    z.strictObject({ not: conditionSchema }),
    z.strictObject({ config: path, is: z.enum(['present', 'absent']) }),
    z.strictObject({ config: path, equals: scalar }),
    z.strictObject({ config: path, in: z.array(scalar).min(1) }),
    z.strictObject({ config: path, shorterThan: z.number().int().min(1) }),
    z.strictObject({ sameValue: z.tuple([path, path]) }),
    z.strictObject({ reachesBeyondLoopback: z.boolean() }),
    z.strictObject({ unitVariable: z.string().regex(/^\w+$/), is: z.enum(['present', 'absent']) }),
    z.strictObject({ unitVariable: z.string().regex(/^\w+$/), differsFrom: path }),
    z.strictObject({
      lastTouchedBy: z
        .string()
        .refine(text => parseVersionRange(text) !== null, 'must be a range of versions'),
    }),
    z.strictObject({ node: z.string().min(1) }),
    z.strictObject({ statesNodeRange: z.boolean() }),
  ]),
)
