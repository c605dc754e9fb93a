import { createRequire } from 'node:module'

const described: unknown = createRequire(import.meta.url)('../../package.json')

/** Of moltd itself; the path is the same from src and from dist. Every start of moltd reads it: it loads nothing else. */
export const version = versionIn(described)

function versionIn(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'version' in value && typeof value.version === 'string')
    return value.version
  throw new Error("moltd's own package.json names no version")
}
