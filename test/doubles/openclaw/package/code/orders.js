// The faults that a test has ordered, see ../../orders.ts; read anew each time, so that they may change underway.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { backstage, isBefore, manifest } from './places.js'

export function orders() {
  const all = read(join(backstage, 'orders.json'))
  return { updateRun: usualUpdateRun(), ...all['*'], ...manifest.standIn, ...all[manifest.version] }
}

/** How this version's `update.run` behaves when nothing is ordered; see the table of observed shapes. */
function usualUpdateRun() {
  if (isBefore('2026.3.0')) return 'blocks'
  if (isBefore('2026.9.0')) return 'hangs'
  return isBefore('2026.9.5') ? 'fails-late' : 'works'
}

function read(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    if (error.code === 'ENOENT') return {}
    throw error
  }
}
