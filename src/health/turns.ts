export type InTurn = <T>(task: () => Promise<T>) => Promise<T>

/** Lets so many tasks run at the same time; who comes later waits for a turn, in order. */
export function createTurns(atOnce: number): InTurn {
  const waiting: (() => void)[] = []
  let running = 0
  return async task => {
    if (running < atOnce) running += 1
    else await new Promise<void>(resolve => waiting.push(resolve))
    try {
      return await task()
    } finally {
      const next = waiting.shift() // who waits takes over the place
      if (next === undefined) running -= 1
      else next()
    }
  }
}
