import * as z from 'zod'

export const rehearsal = z.strictObject({
  enabled: z
    .boolean()
    .default(true)
    .describe(
      'A new version is tried out beside the live gateway before anything is touched, where the disk has room for it.',
    ),
  budgetMinutes: z
    .number()
    .int()
    .min(1)
    .max(60)
    .default(10)
    .describe('What of it is not done after so many minutes is left out.'),
})
