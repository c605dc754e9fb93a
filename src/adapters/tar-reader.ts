const blockBytes = 512

interface TarReader {
  /** undefined: not there yet; null: it is there, but too long. */
  take(chunk: Buffer): Buffer | null | undefined
}

/** Finds one file in a tar archive as it comes in, holding no more of it than needed. */
export function createTarReader(isWanted: (name: string) => boolean, maxBytes: number): TarReader {
  let pending: Buffer = Buffer.alloc(0)
  let skipBytes = 0

  return {
    take(chunk) {
      const skipped = Math.min(skipBytes, chunk.length)
      skipBytes -= skipped
      pending = Buffer.concat([pending, chunk.subarray(skipped)])
      while (pending.length >= blockBytes) {
        const { name, sizeBytes, isFile } = readHeader(pending)
        if (isFile && isWanted(name)) {
          if (sizeBytes > maxBytes) return null
          if (pending.length < blockBytes + sizeBytes) return undefined
          return pending.subarray(blockBytes, blockBytes + sizeBytes)
        }
        const entryBytes = blockBytes + Math.ceil(sizeBytes / blockBytes) * blockBytes
        skipBytes = Math.max(0, entryBytes - pending.length)
        pending = pending.subarray(Math.min(entryBytes, pending.length))
      }
      return undefined
    },
  }
}

/** The fields of a ustar header that matter; long names of other formats only make a file be overlooked. */
function readHeader(block: Buffer): { name: string; sizeBytes: number; isFile: boolean } {
  const text = (start: number, length: number) => {
    const field = block.subarray(start, start + length)
    const end = field.indexOf(0)
    return field.toString('utf8', 0, end === -1 ? length : end)
  }
  const prefix = text(257, 5) === 'ustar' ? text(345, 155) : ''
  const name = text(0, 100)
  const sizeBytes = Number.parseInt(text(124, 12).trim() || '0', 8)
  const type = text(156, 1)
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    sizeBytes: Number.isSafeInteger(sizeBytes) && sizeBytes > 0 ? sizeBytes : 0,
    isFile: type === '' || type === '0',
  }
}
