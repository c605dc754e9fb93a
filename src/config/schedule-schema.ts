import * as z from 'zod'
import { wholeNumber } from './value-schemas.ts'

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as 06:00')

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

const maintenanceWindow = z.strictObject({
  days: z
    .array(z.enum(weekdays))
    .min(1)
    .default([...weekdays])
    .describe(
      'Days on which the window opens; one that crosses midnight belongs to the day on which it opens.',
    ),
  from: clockTime.default('00:00').describe('When the window opens.'),
  to: clockTime
    .default('00:00')
    .describe(
      'When it closes; earlier than from: on the next day; the same as from: open for the whole day.',
    ),
})

export const schedule = z.strictObject({
  cron: z
    .string()
    .regex(/^\S+( \S+){4}$/, 'must have five fields: minute, hour, day of month, month, day of week')
    .default('0 6 * * *')
    .describe('When moltd looks for an update: minute, hour, day of month, month, day of week.'),
  timezone: z
    .string()
    .refine(isTimezone, 'must be a time zone such as Europe/Berlin')
    .optional()
    .meta({
      description: "Time zone of the schedule and of the window; absent: the machine's own.",
      examples: ['Europe/Berlin'],
    }),
  jitterMinutes: wholeNumber(0, 720)
    .default(0)
    .describe('A run begins up to so many minutes late, by chance, so that not all machines ask at once.'),
  catchUp: z
    .boolean()
    .default(true)
    .describe('A run that was missed because the machine slept or was off is made up for, once, soon after.'),
  afterBootMinutes: wholeNumber(0, 1440)
    .default(10)
    .describe('No automatic run begins in the first so many minutes after the machine has booted.'),
  window: maintenanceWindow
    .prefault({})
    .describe('Automatic updates happen only in this window; the default is always open.'),
})

function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false // a RangeError is Intl's way to say that there is no such zone
  }
}
