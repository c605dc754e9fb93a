import * as z from 'zod'
import { folder, wholeNumber } from './value-schemas.ts'

/** What an automatic run may take. */
export const policy = z.strictObject({
  mode: z
    .enum(['auto', 'ask', 'notify'])
    .default('auto')
    .describe(
      'What an automatic run does with a new version: auto takes it, ask waits for your yes (moltd approve, or moltd run), notify only tells you.',
    ),
  approvalHours: wholeNumber(1, 8760)
    .default(72)
    .describe('With mode ask, your yes to a version counts for so many hours.'),
  minimumAgeHours: wholeNumber(0, 8760)
    .default(24)
    .describe(
      'A release is left alone until it is so many hours old, unless the installed version is vulnerable.',
    ),
  pauseAfterRollbackHours: wholeNumber(0, 720)
    .default(24)
    .describe(
      'After a rollback, automatic runs leave so many hours before the next version; twice as many after the second.',
    ),
  breakerAfterRollbacks: wholeNumber(1, 100)
    .default(3)
    .describe('After so many rollbacks in a row automatic runs update nothing until you say so.'),
  remedies: z
    .enum(['off', 'ask', 'auto'])
    .default('ask')
    .describe(
      'Cures for known problems: off offers none, ask offers them in reports, auto applies one before an update that would break without it.',
    ),
  securityDeadlineDays: wholeNumber(0, 365)
    .default(7)
    .describe('A vulnerable version that policy keeps for longer than so many days is reported as overdue.'),
})

/** What is known about versions. */
export const advisories = z.strictObject({
  file: folder.optional().meta({
    description:
      'File with advisories of your own; absent: advisories.json5 beside this file in the usual place.',
    examples: ['~/.config/moltd/advisories.json5'],
  }),
  ignore: z
    .array(z.string().regex(/^[a-z0-9-]+$/, 'must be the id of an advisory'))
    .default([])
    .describe('Ids of advisories that do not count here.'),
})
