// openclaw.json: read, checked and written as the real one does as far as it matters here.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { compareVersions, manifest } from './places.js'

const sections = [
  'gateway',
  'plugins',
  'meta',
  'agents',
  'wizard',
  'skills',
  'channels',
  'cron',
  'update',
  'hooks',
  'tools',
  'logging',
]

export function readSettings(path) {
  let text
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if (error.code === 'ENOENT') return {}
    throw error
  }
  return JSON.parse(text)
}

/** Why the config is refused, or null. */
export function invalidBecause(path, forbidden = []) {
  let settings
  try {
    settings = readSettings(path)
  } catch (error) {
    return `${path}: ${error.message}`
  }
  const unknown = Object.keys(settings).find(key => !sections.includes(key))
  if (unknown) return `<root>: Unrecognized key: "${unknown}"`
  const rejected = forbidden.find(key => getPath(settings, key) !== undefined)
  return rejected ? `${rejected}: Unrecognized key` : null
}

export function writeSettings(path, settings) {
  const meta = { ...settings.meta, lastTouchedVersion: manifest.version }
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  writeFileSync(`${path}.tmp`, `${JSON.stringify({ ...settings, meta }, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${path}.tmp`, path)
}

/** The version that last wrote the config, when it is newer than this one; else null. */
export function newerWriter(settings) {
  const touched = settings.meta?.lastTouchedVersion
  return touched && compareVersions(touched, manifest.version) > 0 ? touched : null
}

export function getPath(settings, path) {
  return path.split('.').reduce((value, key) => value?.[key], settings)
}

export function setPath(settings, path, value) {
  const [key, ...rest] = path.split('.')
  const below = rest.length === 0 ? value : setPath(settings[key] ?? {}, rest.join('.'), value)
  return { ...settings, [key]: below }
}
