export interface TarFile {
  /** At most 100 bytes, with `/`. */
  name: string
  mode: number
  content: Buffer
}

const block = 512

/** A ustar archive, the same bytes for the same files. */
export function packTar(files: readonly TarFile[]): Buffer {
  const entries = files.flatMap(file => {
    const padding = (block - (file.content.length % block)) % block
    return [header(file), file.content, Buffer.alloc(padding)]
  })
  return Buffer.concat([...entries, Buffer.alloc(2 * block)])
}

function header({ name, mode, content }: TarFile): Buffer {
  const buffer = Buffer.alloc(block)
  if (Buffer.byteLength(name) > 100) throw new Error(`the name is too long for a plain header: ${name}`)
  const octal = (value: number, length: number) => `${value.toString(8).padStart(length - 1, '0')}\0`
  buffer.write(name, 0)
  buffer.write(octal(mode, 8), 100)
  buffer.write(octal(0, 8), 108)
  buffer.write(octal(0, 8), 116)
  buffer.write(octal(content.length, 12), 124)
  buffer.write(octal(499_162_500, 12), 136) // npm's own fixed time, 26 October 1985
  buffer.write(' '.repeat(8), 148)
  buffer.write('0', 156)
  buffer.write('ustar\x0000', 257)
  const sum = buffer.reduce((total, byte) => total + byte, 0)
  buffer.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return buffer
}
