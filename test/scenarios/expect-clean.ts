import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect } from 'vitest'
import type { VirtualHost } from './virtual-host.ts'

/** Nothing of a run is left that could act later: no arming, no hold, no staging, no half of anything. */
export function expectClean(host: VirtualHost): void {
  expect(host.violations).toEqual([])
  const data = join(host.home, '.local', 'share', 'moltd')
  expect(listIfThere(join(data, 'armed'))).toEqual([])
  expect(listIfThere(join(data, 'hold'))).toEqual([])
  expect(listIfThere(dirname(host.root))).toEqual(['openclaw'])
  expect(listIfThere(host.stateFolder).filter(name => name.startsWith('.moltd'))).toEqual([])
  expect(
    listIfThere(join(data, 'recovery')).filter(name => /\.(partial|aside|removing)$/.test(name)),
  ).toEqual([])
}

function listIfThere(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return [] // it was never made: as clean as empty
  }
}
