export interface TimeZones {
  /** IANA name of the machine's own. */
  own(): string
  /** What a clock there is ahead of UTC at an instant, in milliseconds; whole minutes. */
  offsetMs(zone: string, instantMs: number): number
}
