const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
const showCursor = '\u001b[?25h'

/**
 * Gives the cursor back however the process ends. Where nobody else listens to a signal, it still ends the process as if we had not
 * listened either. Returns what takes the listeners away.
 */
export function guardCursor(stream: Pick<NodeJS.WriteStream, 'write'>): () => void {
  const write = stream.write.bind(stream) // taken now: listr2 holds back what is written while it draws
  const show = () => {
    write(showCursor)
  }
  const onSignal = (signal: NodeJS.Signals) => {
    show()
    if (process.listenerCount(signal) > 1) return
    release()
    process.kill(process.pid, signal)
  }
  const release = () => {
    process.off('exit', show)
    for (const signal of signals) process.off(signal, onSignal)
  }
  process.on('exit', show)
  for (const signal of signals) process.on(signal, onSignal)
  return release
}
