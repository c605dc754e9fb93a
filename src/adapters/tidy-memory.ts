/** Full collections this often keep an idle daemon 1.5 MB below where V8 alone would look; each takes some milliseconds. */
const everyMs = 5 * 60_000

/** V8 collects when there is much to collect, which a process that hardly works never has: it only grows, slowly. Needs `--expose-gc`, else does nothing. */
export function tidyMemory(): { stop(): void } {
  const timer = setInterval(
    () => void globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' }),
    everyMs,
  )
  timer.unref()
  return { stop: () => clearInterval(timer) }
}
