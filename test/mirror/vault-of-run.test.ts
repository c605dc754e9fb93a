import { rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { vaultFolder, writeEntry } from '../../src/mirror/vault.ts'
import { vaultOfRun } from '../../src/mirror/vault-of-run.ts'
import { noteTrouble } from '../../src/mirror/vault-trouble.ts'
import { conductRun } from '../../src/phases/conduct-run.ts'
import { addCheckThatFailsOn } from '../scenarios/failing-check.ts'
import { newVersion, oldVersion } from '../scenarios/virtual-host.ts'
import { setVirtualStage } from '../scenarios/virtual-stage.ts'

const never = new AbortController().signal

/** A host whose runs have a vault; the job that fills it is written down, and does nothing. */
async function setUp(options: { jobFails?: true } = {}) {
  const { host, moltd } = await setVirtualStage()
  const { way } = moltd
  const jobs: string[] = []
  const supervisor = {
    ...way.world.supervisor,
    inspectJob: async () => ({ kind: 'unknown' }) as const,
    launchJob: async ({ argv }: { argv: readonly string[] }) => {
      if (options.jobFails) throw new Error('no unit can be made')
      jobs.push(argv.join(' '))
    },
  }
  const vault = vaultOfRun({ ...way.world, supervisor }, ['moltd'])
  const run = (mode: 'auto' | 'ask' = 'auto', trigger: 'manual' | 'schedule' = 'manual', dryRun = false) => {
    const policy = { ...way.settings.policy, mode }
    return conductRun({ ...way, vault, settings: { ...way.settings, policy } }, { trigger, dryRun }, never)
  }
  return { host, jobs, run, world: way.world }
}

const keeps = (...versions: string[]) => `nice -n 10 moltd vault keep --quiet ${versions.join(' ')}`

test('after an update both versions are kept, after one more run the installed one', async () => {
  const { run, jobs } = await setUp()
  expect((await run()).outcome).toBe('updated')
  expect((await run()).outcome).toBe('up-to-date')
  expect(jobs).toEqual([keeps(oldVersion, newVersion), keeps(newVersion)])
})

test('a version that was tried and taken back is kept, too: it was installed', async () => {
  const { host, run, jobs } = await setUp()
  addCheckThatFailsOn(host, newVersion)
  expect((await run()).outcome).toBe('rolled-back')
  expect(jobs).toEqual([keeps(oldVersion, newVersion)])
})

test('what only was on offer is not fetched, and a dry run fetches nothing', async () => {
  const { run, jobs } = await setUp()
  expect((await run('ask', 'schedule')).outcome).toBe('awaiting-approval')
  expect(jobs).toEqual([keeps(oldVersion)])
  await run('auto', 'manual', true)
  expect(jobs).toHaveLength(1)
})

test('a vault that cannot be filled fails no run', async () => {
  const { run } = await setUp({ jobFails: true })
  expect((await run()).outcome).toBe('updated')
})

test('what is in its way is an alarm once, and stands in each report until it is gone', async () => {
  const { run, world } = await setUp()
  await world.files.makeFolder(vaultFolder(world))
  await noteTrouble(world, 'cannot keep 2026.9.6: only 3.1 GB are free')
  await writeEntry(world, {
    schemaVersion: 1,
    version: oldVersion,
    integrity: 'sha512-x',
    sha256: '',
    bytes: 0,
    firstSeenMs: 0,
    usedMs: 0,
    nodeRange: null,
    signature: 'wrong',
    provenance: 'not-offered',
    tree: null,
    alarms: [{ text: 'it is not what it was', isReported: false }],
  })
  const trouble = 'vault: cannot keep 2026.9.6: only 3.1 GB are free'
  expect((await run()).mirror).toEqual({
    summary: '',
    alarms: ['it is not what it was', trouble],
    troubles: [],
  })
  await noteTrouble(world, 'cannot keep 2026.9.6: only 3.0 GB are free')
  const again = 'vault: cannot keep 2026.9.6: only 3.0 GB are free'
  expect((await run()).mirror).toEqual({ summary: '', alarms: [], troubles: [again] })
  await noteTrouble(world, null)
  expect((await run()).mirror).toBeNull()
})

test('a vault that was never filled has nothing to say', async () => {
  const { run, world } = await setUp()
  rmSync(vaultFolder(world), { recursive: true, force: true })
  expect((await run()).mirror).toBeNull()
})
