import type { Readable } from 'node:stream'

/** Reads a stream to its end, so that its writer never blocks, but keeps no more than the first `limitBytes`. */
export function gatherText(stream: Readable, limitBytes: number): () => string {
  const kept: Buffer[] = []
  let keptBytes = 0
  let droppedBytes = 0
  stream.on('data', (chunk: Buffer) => {
    const part = chunk.subarray(0, limitBytes - keptBytes)
    if (part.length > 0) kept.push(part)
    keptBytes += part.length
    droppedBytes += chunk.length - part.length
  })
  return () => {
    const text = Buffer.concat(kept).toString('utf8')
    return droppedBytes === 0 ? text : `${text}\n[${droppedBytes} more bytes left out]`
  }
}
