import { readFile } from 'node:fs/promises'
import type { FileReading } from '../ports/files.ts'
import { orWhenMissing } from './files-missing.ts'
import { statEntryTarget } from './files-stat.ts'

/** Reading alone, for a process that does nothing else and is to be quick. */
export const readFiles: FileReading = {
  statTarget: statEntryTarget,
  readText: path => readFile(path, 'utf8'),
  readTextIfThere: path => orWhenMissing(readFile(path, 'utf8'), null),
}
