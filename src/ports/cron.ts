/** What a cron expression means, in wall clock time of whatever zone. */
export interface CronPattern {
  /** Ascending. */
  hours: readonly number[]
  /** Ascending. */
  minutes: readonly number[]
  /** Whether the expression names this day; `month` from 1. */
  isDay(year: number, month: number, day: number): boolean
}

export interface CronReader {
  /** Reads an expression of five fields. Errors: E_SCHEDULE. */
  read(expression: string): CronPattern
}
