import { z } from 'zod'
import { parseVersionRange } from '../version-range.ts'
import { conditionSchema } from './condition-schema.ts'
import { remedies } from './remedies.ts'

const range = z
  .string()
  .refine(
    text => parseVersionRange(text) !== null,
    'must be a range of versions such as >=2026.2.19 <2026.2.21',
  )

const drivers = ['update-run', 'openclaw-update', 'package-manager'] as const

/** A known fact about a range of versions; docs/advisories.md says what each key is for. */
export const advisorySchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower case, words joined by -'),
  title: z.string().min(1),
  kind: z.enum(['vulnerable', 'breaking', 'updater']),
  severity: z.enum(['critical', 'warning', 'note']),
  installed: range.optional(),
  candidate: range.optional(),
  when: conditionSchema.optional(),
  reason: z.string().min(1),
  evidence: z.array(z.string().min(1)).min(1),
  cure: z.string().min(1).optional(),
  remedy: z
    .string()
    .refine(
      id => remedies.some(remedy => remedy.id === id),
      `must be one of ${remedies.map(({ id }) => id).join(', ')}`,
    )
    .optional(),
  avoidDrivers: z.array(z.enum(drivers)).min(1).optional(),
})

export type Advisory = z.infer<typeof advisorySchema>

export const advisoryFileSchema = z.strictObject({ advisories: z.array(advisorySchema) })
