import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { availableParallelism } from 'node:os'
import { extname } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { Worker } from 'node:worker_threads'
import type { HashAnswer } from './files-hash-worker.ts'
import { hashPath } from './files-hash-worker.ts'

/** Below this, starting threads costs more than it saves. */
const fewFiles = 64
const batchSize = 256

export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

/** Spreads the files over threads, batch by batch, so that one folder of big files keeps nobody waiting. */
export async function hashAll(root: string, paths: readonly string[]): Promise<(string | null)[]> {
  if (paths.length <= fewFiles) return paths.map(path => hashPath(root, path))
  const digests = new Array<string | null>(paths.length).fill(null)
  let next = 0
  const takeBatch = () => {
    const start = next
    next = Math.min(next + batchSize, paths.length)
    return { start, paths: paths.slice(start, next) }
  }
  const threads = Math.min(4, availableParallelism())
  await Promise.all(Array.from({ length: threads }, () => runThread(root, takeBatch, digests)))
  return digests
}

async function runThread(
  root: string,
  takeBatch: () => { start: number; paths: string[] },
  digests: (string | null)[],
) {
  const worker = new Worker(
    new URL(`../adapters/files-hash-worker${extname(import.meta.filename)}`, import.meta.url),
  )
  try {
    await new Promise<void>((resolve, reject) => {
      let batch = takeBatch()
      const proceed = () =>
        batch.paths.length > 0 ? worker.postMessage({ root, paths: batch.paths }) : resolve()
      worker.on('error', reject)
      worker.on('message', (answer: HashAnswer) => {
        if ('error' in answer) return reject(answer.error)
        for (const [index, digest] of answer.digests.entries()) digests[batch.start + index] = digest
        batch = takeBatch()
        proceed()
      })
      proceed()
    })
  } finally {
    await worker.terminate()
  }
}
