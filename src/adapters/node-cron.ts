import { createTask, type ParsedFields, validateDetailed } from 'node-cron'
import type { CronPattern, CronReader } from '../ports/cron.ts'
import { MoltdError } from '../ports/errors.ts'

/**
 * node-cron reads and matches expressions; when a slot falls in a time zone is for src/daemon/schedule.ts, since node-cron leaves
 * out a time that daylight saving skips and its timers do not outlive us.
 */
export const nodeCron: CronReader = {
  read(expression) {
    const { valid, fields, errors } = validateDetailed(expression)
    if (!valid || fields === undefined || expression.trim().split(/\s+/).length !== 5) {
      throw new MoltdError(
        'E_SCHEDULE',
        `cannot use schedule.cron "${expression}": ${errors[0]?.message ?? 'it must have five fields'}`,
        'Five fields: minute, hour, day of month, month, day of week. "0 6 * * *" is every day at six.',
      )
    }
    const hours = [...fields.hour].sort((one, other) => one - other)
    const minutes = [...fields.minute].sort((one, other) => one - other)
    return { hours, minutes, isDay: readDays(expression, fields) }
  },
}

/**
 * Plain days are looked up. For the last day, the second Monday and their like node-cron is asked: never started, a task is a matcher and
 * no timer; in UTC, a date is the same date everywhere. It asks Intl, which would cost every daemon 9 MB.
 */
function readDays(expression: string, { dayOfMonth, month, dayOfWeek }: ParsedFields): CronPattern['isDay'] {
  if ([...dayOfMonth, ...dayOfWeek].every(value => typeof value === 'number')) {
    return (year, monthNumber, day) =>
      month.includes(monthNumber) &&
      dayOfMonth.includes(day) &&
      dayOfWeek.includes(new Date(Date.UTC(year, monthNumber - 1, day)).getUTCDay())
  }
  const midnight = expression.trim().replace(/^\S+\s+\S+/, '0 0')
  const matcher = createTask(midnight, () => undefined, { timezone: 'UTC' })
  void matcher.destroy()
  return (year, monthNumber, day) => matcher.match(new Date(Date.UTC(year, monthNumber - 1, day)))
}
