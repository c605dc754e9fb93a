import { z } from 'zod'

// Discord's own limits, from the pages on messages and embeds; it trims texts before it looks whether they are empty.
const text = (max: number) =>
  z
    .string()
    .max(max)
    .refine(value => value.trim() !== '', 'is blank')
    .refine(value => value.isWellFormed(), 'is not well-formed Unicode')

const embed = z.strictObject({
  title: text(256).optional(),
  description: text(4096).optional(),
  color: z.number().int().min(0).max(0xffffff).optional(),
  fields: z
    .array(z.strictObject({ name: text(256), value: text(1024), inline: z.boolean().optional() }))
    .max(25)
    .optional(),
  footer: z.strictObject({ text: text(2048) }).optional(),
  timestamp: z.iso.datetime().optional(),
})

const button = z.strictObject({
  type: z.literal(2),
  style: z.number().int().min(1).max(4),
  label: text(80),
  custom_id: text(100),
  emoji: z.strictObject({ name: text(32) }).optional(),
  disabled: z.boolean().optional(),
})

const row = z.strictObject({ type: z.literal(1), components: z.array(button).min(1).max(5) })

const message = z
  .strictObject({
    content: text(2000).optional(),
    embeds: z.array(embed).max(10).optional(),
    components: z.array(row).max(5).optional(),
    nonce: z.string().max(25).optional(),
    enforce_nonce: z.boolean().optional(),
    flags: z.number().int().optional(),
    allowed_mentions: z.strictObject({
      parse: z.array(z.enum(['roles', 'users', 'everyone'])),
      users: z.array(z.string()).max(100).optional(),
    }),
  })
  .refine(({ content, embeds = [] }) => content !== undefined || embeds.length > 0, 'is empty')
  .refine(
    ({ allowed_mentions: { parse, users } }) => users === undefined || !parse.includes('users'),
    'parse and users exclude each other',
  )
  .refine(({ components = [] }) => {
    const ids = components.flatMap(row => row.components.map(({ custom_id }) => custom_id))
    return new Set(ids).size === ids.length
  }, 'two buttons have one id')
  .refine(
    ({ embeds = [] }) => embeds.reduce((sum, one) => sum + lengthOf(one), 0) <= 6000,
    'embeds exceed 6000',
  )

/** What Discord would refuse about a message; empty when it takes it. */
export function limitsBrokenBy(payload: unknown): string[] {
  const answer = message.safeParse(payload)
  return answer.success ? [] : answer.error.issues.map(issue => `${issue.path.join('.')}: ${issue.message}`)
}

function lengthOf({ title = '', description = '', fields = [], footer }: z.infer<typeof embed>): number {
  const inFields = fields.reduce((sum, { name, value }) => sum + name.length + value.length, 0)
  return title.length + description.length + inFields + (footer?.text.length ?? 0)
}
