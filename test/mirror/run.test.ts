import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { mirrorOfRun } from '../../src/mirror/of-run.ts'
import type { MirrorWorld } from '../../src/mirror/repository.ts'
import type { MirrorSettings } from '../../src/mirror/settings.ts'
import { syncMirror } from '../../src/mirror/sync.ts'
import { conductRun } from '../../src/phases/conduct-run.ts'
import { readManifest } from '../../src/recovery/manifest.ts'
import { newVersion, oldVersion } from '../scenarios/virtual-host.ts'
import { setVirtualStage } from '../scenarios/virtual-stage.ts'
import { type GitStage, openGitStage } from './git-stage.ts'

const never = new AbortController().signal

/** A host whose runs have a mirror; the job that syncs it is played by a sync in this process. */
async function setUp(
  stage: GitStage,
  options: { onMismatch?: MirrorSettings['onMismatch']; buildInfo?: object; jobHangs?: boolean } = {},
) {
  const { host, moltd } = await setVirtualStage()
  if (options.buildInfo !== undefined) {
    mkdirSync(join(host.root, 'dist'), { recursive: true })
    writeFileSync(join(host.root, 'dist', 'build-info.json'), JSON.stringify(options.buildInfo))
  }
  const { way } = moltd
  const jobs: string[][] = []
  let working: Promise<unknown> | null = null
  const mirrorWorld: MirrorWorld = { ...stage.world, places: way.world.places }
  const mirror = mirrorOfRun(
    {
      ...way.world,
      // The run waits in virtual time, the sync needs real time.
      clock: stage.world.clock,
      supervisor: {
        ...way.world.supervisor,
        launchJob: async ({ argv }) => {
          jobs.push([...argv])
          if (options.jobHangs) working = new Promise(() => undefined)
          else
            working = syncMirror(mirrorWorld, stage.settings, { signal: never }).finally(() => {
              working = null
            })
        },
        inspectJob: async () => (working === null ? { kind: 'unknown' } : { kind: 'running', pids: [] }),
      },
    },
    {
      moltd: ['moltd'],
      git: async () => ({ run: order => host.clock.during(stage.world.git.run(order)) }),
      onMismatch: options.onMismatch ?? 'say',
    },
  )
  const run = (trigger: 'manual' | 'schedule' = 'schedule', dryRun = false) =>
    conductRun({ ...way, mirror }, { trigger, dryRun }, never)
  return { host, jobs, run, mirrorWorld, settled: async () => working }
}

test('a run brings the mirror up to date beside itself, and its report says how the mirror stands', async () => {
  const stage = openGitStage()
  stage.release(oldVersion)
  const { run, jobs, settled } = await setUp(stage)
  const report = await run()
  await settled()
  expect(report.outcome).toBe('updated')
  expect(report.mirror).toEqual({
    alarms: [],
    troubles: [],
    summary: 'upstream is mirrored, origin is mirrored',
  })
  expect(jobs[0]).toEqual(['nice', '-n', '10', 'moltd', 'mirror', 'sync', '--quiet'])
  expect(stage.refs(stage.origin)).toHaveProperty([`refs/tags/v${oldVersion}`])
})

test('a dry run leaves the mirror alone', async () => {
  const { run, jobs } = await setUp(openGitStage())
  const report = await run('manual', true)
  expect(report.mirror).toBeNull()
  expect(jobs).toEqual([])
})

test('a mirror that does not come to an end holds up no run and fails none', async () => {
  const { run } = await setUp(openGitStage(), { jobHangs: true })
  const startedMs = performance.now()
  const report = await run('manual')
  expect(report.outcome).toBe('updated')
  expect(report.mirror?.summary).toMatch(/not over yet/)
  expect(performance.now() - startedMs).toBeLessThan(12_000)
})

test('a moved release tag stands in the report of the run, once', async () => {
  const stage = openGitStage()
  stage.release(oldVersion)
  const { run, mirrorWorld } = await setUp(stage)
  await syncMirror(mirrorWorld, stage.settings, { signal: never })
  stage.commit('something else')
  stage.git(stage.upstream, 'tag', '--force', `v${oldVersion}`)
  expect((await run()).mirror?.alarms).toEqual([expect.stringMatching(/^release tag v2026\.9\.5 was moved/)])
  expect((await run()).mirror?.alarms).toEqual([])
})

test('the source of what is installed is pinned before the update, pushed, and named in the recovery point', async () => {
  const stage = openGitStage()
  const commit = stage.release(oldVersion)
  const { run, mirrorWorld, settled } = await setUp(stage, { buildInfo: { commit } })
  await syncMirror(mirrorWorld, stage.settings, { signal: never })
  const report = await run()
  await settled()
  const ref = `refs/moltd/recovery/${report.runId}`
  expect(stage.refs(stage.origin)[ref]).toBe(commit)
  const manifest = await readManifest(stage.world, report.recoveryPoint?.path ?? '')
  expect(manifest.sourceCommit).toBe(commit)
  expect(report.preflight).toContainEqual(
    expect.objectContaining({ name: 'source-known', answer: 'pass', weight: 'advisory' }),
  )
})

test('a program that was not built from its release tag is said, and blocked where the config says so', async () => {
  const stage = openGitStage()
  stage.release(oldVersion)
  const buildInfo = { commit: 'f'.repeat(40) }
  const said = await setUp(stage, { buildInfo })
  await syncMirror(said.mirrorWorld, stage.settings, { signal: never })
  const report = await said.run()
  expect(report.outcome).toBe('updated')
  expect(report.preflight).toContainEqual(
    expect.objectContaining({
      name: 'source-known',
      answer: 'fail',
      code: 'other-commit',
      weight: 'advisory',
    }),
  )

  const blocked = await setUp(stage, { buildInfo, onMismatch: 'block' })
  await syncMirror(blocked.mirrorWorld, stage.settings, { signal: never })
  const refused = await blocked.run()
  expect(refused.outcome).toBe('blocked')
  expect(refused.headline).toMatch(/was built from ffffffffff, but v2026\.9\.5 is/)
  expect(blocked.host.served).toBe(oldVersion)
})

test('a tag with another version in it is said; what is not known blocks nothing', async () => {
  const stage = openGitStage()
  const commit = stage.commit('2026.1.1')
  stage.git(stage.upstream, 'tag', `v${oldVersion}`)
  const other = await setUp(stage, { buildInfo: { commit }, onMismatch: 'block' })
  await syncMirror(other.mirrorWorld, stage.settings, { signal: never })
  expect((await other.run()).headline).toMatch(/package\.json at v2026\.9\.5 says 2026\.1\.1/)

  const unknown = await setUp(openGitStage(), { buildInfo: { commit }, onMismatch: 'block' })
  const report = await unknown.run()
  expect(report.outcome).toBe('updated')
  expect(report.to).toBe(newVersion)
})
