import { createHash, hash } from 'node:crypto'
import { closeSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { parentPort } from 'node:worker_threads'

export type HashAnswer = { digests: (string | null)[] } | { error: Error }

const buffer = new Uint8Array(1 << 20)

parentPort?.on('message', (batch: { root: string; paths: string[] }) => {
  parentPort?.postMessage(answer(batch.root, batch.paths))
})

function answer(root: string, paths: readonly string[]): HashAnswer {
  try {
    return { digests: paths.map(path => hashPath(root, path)) }
  } catch (error) {
    return { error: error instanceof Error ? error : new Error(String(error)) }
  }
}

/** Blocking; null when the file is gone. */
export function hashPath(root: string, path: string): string | null {
  const file = openIfThere(join(root, path))
  if (file === null) return null
  try {
    let length = readSync(file, buffer)
    // Nearly every file of a package fits: one call into OpenSSL instead of three.
    if (length < buffer.length) return hash('sha256', buffer.subarray(0, length), 'hex')
    const digest = createHash('sha256')
    for (; length > 0; length = readSync(file, buffer)) digest.update(buffer.subarray(0, length))
    return digest.digest('hex')
  } finally {
    closeSync(file)
  }
}

function openIfThere(path: string): number | null {
  try {
    return openSync(path, 'r')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}
