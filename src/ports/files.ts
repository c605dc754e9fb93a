export type EntryKind = 'file' | 'directory' | 'symlink' | 'other'

export interface EntryStat {
  kind: EntryKind
  sizeBytes: number
  modifiedMs: number
  /** When the inode came to be; 0 where the file system does not keep it. */
  bornMs: number
  /** Permission bits, e.g. 0o600. */
  mode: number
  uid: number
  inode: number
  device: number
  /** How many names the inode has. */
  links: number
}

export interface TreeEntry extends EntryStat {
  /** Path below the root of the walk, with `/`. */
  path: string
}

export interface TreeSize {
  files: number
  bytes: number
}

export interface Space {
  /** What an ordinary user may still take (bavail × bsize). */
  availableBytes: number
  totalBytes: number
}

export type CopyMethod = 'reflink' | 'hardlink' | 'copy'

/** The file system, in our words. Rejects with the system's error (ENOENT …) unless it says otherwise. */
/** As much of it as a config and its secrets take. */
export type FileReading = Pick<Files, 'statTarget' | 'readText' | 'readTextIfThere'>

export interface Files {
  /** null when it does not exist. Does not follow a symlink. */
  stat(path: string): Promise<EntryStat | null>
  /** Same, following symlinks; null when it does not exist or dangles. */
  statTarget(path: string): Promise<EntryStat | null>
  readText(path: string): Promise<string>
  /** null when it does not exist. */
  readTextIfThere(path: string): Promise<string | null>
  /** The first bytes of a file: fewer when it is shorter. */
  readHead(path: string, bytes: number): Promise<Uint8Array>
  readLink(path: string): Promise<string>
  /** The real path, every symlink resolved. */
  resolve(path: string): Promise<string>
  /** Names in a folder, sorted; empty when it does not exist. */
  list(path: string): Promise<string[]>
  /** Every entry below root, depth first, parents before children; `skip` prunes by relative path. */
  walk(root: string, skip?: (path: string, kind: EntryKind) => boolean): AsyncIterable<TreeEntry>
  /** Files and bytes below a folder, as cheaply as the system allows. */
  measure(root: string): Promise<TreeSize>
  makeFolder(path: string, mode?: number): Promise<void>
  /** Whole or not at all: temporary name, fsync, rename, fsync of the folder. */
  writeDurably(path: string, text: string, mode?: number): Promise<void>
  makeLink(target: string, path: string): Promise<void>
  /** Copies one file, keeping mode and times; replaces `to`. */
  copyFile(from: string, to: string): Promise<void>
  /** The same, and on disk when it returns. */
  copyFileDurably(from: string, to: string): Promise<void>
  /** Copies a tree to a path that must not exist; returns the method that worked: reflink, else hard link if allowed, else copy. */
  copyTree(from: string, to: string, methods: readonly CopyMethod[]): Promise<CopyMethod>
  /** Rename; across file systems copy, sync, rename, remove. Parent of `to` must exist. */
  move(from: string, to: string): Promise<void>
  /** Removes a file or a whole tree; fine when it is not there. */
  remove(path: string): Promise<void>
  sha256(path: string): Promise<string>
  /** sha256 of many files below `root`, on all cores, in the order of `paths`; null for one that is gone. */
  sha256All(root: string, paths: readonly string[]): Promise<(string | null)[]>
  /** Flushes the whole file system that holds the path (syncfs). */
  syncFilesystem(path: string): Promise<void>
  /** fsync of one file or folder. */
  syncEntry(path: string): Promise<void>
  space(path: string): Promise<Space>
  /** May we write there, as the user that we are? */
  canWrite(path: string): Promise<boolean>
}
