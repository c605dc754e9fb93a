import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect } from 'vitest'
import type { Report } from '../../../src/notify/report.ts'
import { unit } from './gateway-host.ts'
import { cronJobs, newVersion, oldVersion, rows, type Stage, schemaOf, servedBy } from './stage.ts'

const schemas: Record<string, number> = { [oldVersion]: 17, [newVersion]: 18 }

/** Program, state and process are of this version, and the row from before is there. */
export async function expectVersion({ home, supervisor }: Stage, version: string): Promise<void> {
  expect(await servedBy(home)).toBe(version)
  expect(readVersion(home.root)).toBe(version)
  expect(schemaOf(home)).toBe(schemas[version])
  expect(cronJobs(home)).toContain(rows.before)
  expect(await supervisor.inspect(unit)).toMatchObject({ active: 'active' })
}

/** Nothing of a run is left that could act later: no arming, no hold, no staging, no half of anything, no updater. */
export function expectNothingLeft({ home }: Stage): void {
  const data = join(home.home, '.local/share/moltd')
  expect(namesIn(join(data, 'armed'))).toEqual([])
  expect(namesIn(join(data, 'hold'))).toEqual([])
  expect(namesIn(dirname(home.root))).toEqual(['openclaw'])
  expect(namesIn(home.stateFolder).filter(name => name.startsWith('.moltd'))).toEqual([])
  expect(namesIn(join(data, 'recovery')).filter(name => /\.(partial|aside|removing)$/.test(name))).toEqual([])
}

/** All that `rolled-back` promises, and the reason in the words of the report. */
export async function expectRolledBack(
  stage: Stage,
  report: Report | null | undefined,
  reason: RegExp,
): Promise<void> {
  if (!report) throw new Error('there is no report')
  expect(report).toMatchObject({ outcome: 'rolled-back', rollbackVerdict: { kind: 'well' }, error: null })
  expect(report.headline).toMatch(reason)
  expect(report.recoveryPoint).toMatchObject({ version: oldVersion, state: 'sealed' })
  await expectVersion(stage, oldVersion)
  expect(cronJobs(stage.home)).toEqual(expect.arrayContaining([rows.before, rows.between]))
  expectSetAside(report, newVersion)
  expect(stage.quarantined).toEqual([
    expect.objectContaining({ version: newVersion, reason: expect.stringMatching(reason) }),
  ])
  expect(namesIn(report.evidence ?? '')).toEqual(expect.arrayContaining(['summary.json', 'config-keys.txt']))
  expectNothingLeft(stage)
}

/** What was rejected is kept whole: its program and its state, as a recovery point of its own. */
export function expectSetAside({ setAside }: Report, version: string): void {
  const folder = setAside ?? 'nowhere'
  expect(namesIn(folder)).toEqual(expect.arrayContaining(['manifest.json', 'package', 'rescue.sh', 'state']))
  expect(readVersion(join(folder, 'package'))).toBe(version)
  expect(namesIn(join(folder, 'state'))).toEqual(expect.arrayContaining(['openclaw.json', 'state']))
}

function readVersion(root: string): unknown {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version
}

export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return [] // it was never made: as clean as empty
  }
}

/** Everything of OpenClaw's that a run may touch: every file but what a gateway that serves writes by itself, and the process. */
export async function fingerprint({ home, supervisor }: Stage): Promise<unknown> {
  const { mainPid, restarts } = await supervisor.inspect(unit)
  const files = [home.prefix, home.stateFolder].flatMap(folder =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile() && !/-(wal|shm)$/.test(entry.name))
      .map(entry => join(entry.parentPath, entry.name)),
  )
  const contents = files
    .sort()
    .map(path => [path, createHash('sha256').update(readFileSync(path)).digest('hex')])
  return { mainPid, restarts, contents, rows: cronJobs(home) }
}
