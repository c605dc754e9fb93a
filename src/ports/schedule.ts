/** When runs are due. */
export interface Schedule {
  /** The next times after `fromMs`, ascending, at most `count`; fewer when there are no more. */
  nextTimes(fromMs: number, count: number): number[]
}
