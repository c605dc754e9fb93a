import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createFiles } from '../../src/adapters/files.ts'

const files = createFiles()
const awkward = 'a name with spaces\nand a line, and ü'
let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'moltd-files-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const at = (...parts: string[]) => join(folder, ...parts)
const put = (path: string, text = path) => {
  mkdirSync(join(at(path), '..'), { recursive: true })
  writeFileSync(at(path), text)
}

/** A folder on another file system, where the machine has one. */
const elsewhere = ['/dev/shm', '/run/shm'].find(
  path => existsSync(path) && statSync(path).dev !== statSync(tmpdir()).dev,
)

describe('stat', () => {
  test('what does not exist is null, and a link is itself', async () => {
    put('file', '1234')
    symlinkSync('file', at('link'))
    symlinkSync('nowhere', at('dangling'))
    expect(await files.stat(at('nothing'))).toBeNull()
    expect(await files.stat(at('file', 'below'))).toBeNull()
    expect(await files.stat(at('link'))).toMatchObject({ kind: 'symlink' })
    expect(await files.statTarget(at('link'))).toMatchObject({ kind: 'file', sizeBytes: 4 })
    expect(await files.statTarget(at('dangling'))).toBeNull()
  })
})

describe('walk', () => {
  test('parents come before children, and skipped folders are not entered', async () => {
    for (const path of ['b/inner/deep', 'a', `b/${awkward}`, 'skipped/secret']) put(path)
    symlinkSync('b', at('z-link'))
    const seen: string[] = []
    for await (const entry of files.walk(folder, path => path === 'skipped'))
      seen.push(`${entry.kind} ${entry.path}`)
    expect(seen).toEqual([
      'file a',
      'directory b',
      `file b/${awkward}`,
      'directory b/inner',
      'file b/inner/deep',
      'symlink z-link',
    ])
  })

  test('a folder that vanishes on the way is left out, a root that is not there is an error', async () => {
    put('one/file')
    put('two/file')
    const seen: string[] = []
    for await (const entry of files.walk(folder)) {
      seen.push(entry.path)
      if (entry.path === 'one') rmSync(at('two'), { recursive: true })
    }
    expect(seen).toEqual(['one', 'one/file', 'two'])
    await expect(drain(files.walk(at('nothing')))).rejects.toThrow('ENOENT')
  })

  test('a name that is not UTF-8 is refused, never passed over', async () => {
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0x66, 0xe9])]), 'latin')
    await expect(drain(files.walk(folder))).rejects.toThrow('EILSEQ')
  })
})

test('readHead gives the first bytes, or all there are', async () => {
  put('file', 'SQLite format 3')
  expect(Buffer.from(await files.readHead(at('file'), 6)).toString()).toBe('SQLite')
  expect((await files.readHead(at('file'), 100)).length).toBe(15)
})

test('measure counts files and bytes, whatever their names', async () => {
  put('a', '123')
  put(`b/${awkward}`, '12345')
  symlinkSync('a', at('link'))
  expect(await files.measure(folder)).toEqual({ files: 2, bytes: 8 })
})

describe('writeDurably', () => {
  test('the file is private, whole, and alone', async () => {
    await files.writeDurably(at('note'), 'first')
    await files.writeDurably(at('note'), 'second', 0o644)
    expect(readFileSync(at('note'), 'utf8')).toBe('second')
    expect(statSync(at('note')).mode & 0o777).toBe(0o644)
    expect(readdirSync(folder)).toEqual(['note'])
  })

  test('a failure leaves the old file and no rubbish', async () => {
    mkdirSync(at('taken'))
    await expect(files.writeDurably(at('taken'), 'text')).rejects.toThrow()
    expect(readdirSync(folder)).toEqual(['taken'])
  })
})

describe('copyFile', () => {
  test('keeps mode and time, and replaces what is there', async () => {
    put('from', 'new')
    put('to', 'old')
    chmodSync(at('from'), 0o640)
    utimesSync(at('from'), 1000, 2000.5)
    await files.copyFile(at('from'), at('to'))
    expect(readFileSync(at('to'), 'utf8')).toBe('new')
    expect(statSync(at('to')).mode & 0o777).toBe(0o640)
    expect(statSync(at('to')).mtimeMs).toBe(2_000_500)
  })

  test('a symlink is copied as a symlink, even a dangling one', async () => {
    symlinkSync('nowhere', at('link'))
    await files.copyFile(at('link'), at('copy'))
    expect(await files.readLink(at('copy'))).toBe('nowhere')
  })
})

describe('copyTree', () => {
  const makeTree = () => {
    put('from/a/file', 'text')
    put(`from/${awkward}`)
    symlinkSync('a/file', at('from/link'))
    mkdirSync(at('from/empty'), { mode: 0o711 })
    chmodSync(at('from/a/file'), 0o750)
  }

  test('hard links share the inode, folders and links are their own', async () => {
    makeTree()
    expect(await files.copyTree(at('from'), at('to'), ['hardlink'])).toBe('hardlink')
    expect(lstatSync(at('to/a/file')).ino).toBe(lstatSync(at('from/a/file')).ino)
    expect(readdirSync(at('to')).sort()).toEqual(readdirSync(at('from')).sort())
    expect(await files.readLink(at('to/link'))).toBe('a/file')
  })

  test('a copy has its own inodes, and the same modes', async () => {
    makeTree()
    expect(await files.copyTree(at('from'), at('to'), ['copy'])).toBe('copy')
    expect(lstatSync(at('to/a/file')).ino).not.toBe(lstatSync(at('from/a/file')).ino)
    expect(lstatSync(at('to/a/file')).mode & 0o777).toBe(0o750)
    expect(lstatSync(at('to/empty')).mode & 0o777).toBe(0o711)
    expect(readFileSync(at('to', awkward), 'utf8')).toBe(`from/${awkward}`)
  })

  test('what exists is never copied into', async () => {
    makeTree()
    mkdirSync(at('to'))
    await expect(files.copyTree(at('from'), at('to'), ['hardlink', 'copy'])).rejects.toThrow('EEXIST')
    expect(readdirSync(at('to'))).toEqual([])
  })

  test('a failed copy leaves nothing behind and names the reason', async () => {
    await expect(files.copyTree(at('nothing'), at('to'), ['reflink', 'hardlink', 'copy'])).rejects.toThrow(
      'ENOENT',
    )
    expect(readdirSync(folder)).toEqual([])
  })

  test.skipIf(!elsewhere)('links that cannot cross become a copy', async () => {
    makeTree()
    const other = mkdtempSync(join(elsewhere ?? '', 'moltd-files-'))
    try {
      expect(await files.copyTree(at('from'), join(other, 'to'), ['reflink', 'hardlink', 'copy'])).toBe(
        'copy',
      )
      expect(readdirSync(other)).toEqual(['to'])
    } finally {
      rmSync(other, { recursive: true })
    }
  })
})

describe('move', () => {
  test('within a file system it is a rename', async () => {
    put('from/file')
    const { ino } = lstatSync(at('from'))
    await files.move(at('from'), at('to'))
    expect(lstatSync(at('to')).ino).toBe(ino)
  })

  test.skipIf(!elsewhere)('across file systems the whole tree arrives and the original goes', async () => {
    put('from/a/file', 'text')
    const other = mkdtempSync(join(elsewhere ?? '', 'moltd-files-'))
    try {
      mkdirSync(join(other, 'to.arriving/left-over'), { recursive: true })
      await files.move(at('from'), join(other, 'to'))
      expect(readFileSync(join(other, 'to/a/file'), 'utf8')).toBe('text')
      expect(readdirSync(other)).toEqual(['to'])
      expect(existsSync(at('from'))).toBe(false)
    } finally {
      rmSync(other, { recursive: true })
    }
  })
})

describe('sha256', () => {
  const sha256 = (text: string | Uint8Array) => createHash('sha256').update(text).digest('hex')

  test('many files on threads give the same digests as one by one, in order', async () => {
    const paths = Array.from({ length: 700 }, (_, index) => `folder ${index % 7}/${index}`)
    for (const path of paths) put(path)
    const big = Buffer.alloc(3_000_000, 'moltd')
    writeFileSync(at('big'), big)
    const asked = [...paths, 'gone', 'big']
    const digests = await files.sha256All(folder, asked)
    expect(digests).toEqual([...paths.map(sha256), null, sha256(big)])
    expect(await files.sha256(at('big'))).toBe(sha256(big))
  })

  test('a folder among the files is an error, not a silence', async () => {
    const paths = Array.from({ length: 100 }, (_, index) => `${index}`)
    for (const path of paths) put(path)
    mkdirSync(at('folder'))
    await expect(files.sha256All(folder, [...paths, 'folder'])).rejects.toThrow('EISDIR')
  })
})

test('list, remove and readTextIfThere are at ease with what is not there', async () => {
  expect(await files.list(at('nothing'))).toEqual([])
  expect(await files.readTextIfThere(at('nothing'))).toBeNull()
  await files.remove(at('nothing'))
  put('tree/file')
  linkSync(at('tree/file'), at('other-name'))
  await files.remove(at('tree'))
  expect(readdirSync(folder)).toEqual(['other-name'])
})

test('space is what an ordinary user may take', async () => {
  const space = await files.space(folder)
  expect(space.availableBytes).toBeGreaterThan(0)
  expect(space.availableBytes).toBeLessThanOrEqual(space.totalBytes)
  await files.syncFilesystem(folder)
  await files.syncEntry(folder)
  expect(await files.canWrite(folder)).toBe(true)
  expect(await files.canWrite(at('nothing'))).toBe(false)
})

async function drain(entries: AsyncIterable<unknown>): Promise<void> {
  for await (const entry of entries) void entry
}
