export type Execa = typeof import('execa').execa

/** execa costs 25 ms to load: more than a glance at moltd's own books, which runs nothing. */
export async function loadExeca(): Promise<Execa> {
  return (await import('execa')).execa
}
