import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { conduct, conductRun } from '../../src/phases/conduct-run.ts'
import { rollBackByHand } from '../../src/phases/rollback/by-hand.ts'
import type { Way } from '../../src/phases/way.ts'
import type { CommandSpec } from '../../src/ports/commands.ts'
import { expectClean } from './expect-clean.ts'
import { addCheckThatFailsOn } from './failing-check.ts'
import { createVirtualHost, newVersion, oldVersion, type VirtualHost } from './virtual-host.ts'
import { startMoltd, type VirtualMoltd } from './virtual-moltd.ts'

const never = new AbortController().signal

async function setUp(
  settings: Parameters<typeof startMoltd>[1] = {},
): Promise<{ host: VirtualHost; moltd: VirtualMoltd }> {
  const host = createVirtualHost()
  await host.start()
  host.addCronJob('from before')
  const moltd = startMoltd(host, settings)
  onTestFinished(() => {
    moltd.close()
    host.remove()
  })
  return { host, moltd }
}

const update = (moltd: VirtualMoltd) => conductRun(moltd.way, { trigger: 'manual', dryRun: false }, never)

test('an update that holds ends updated, and says how long no gateway served', async () => {
  const { host, moltd } = await setUp()
  const report = await update(moltd)
  expect(report).toMatchObject({
    outcome: 'updated',
    from: oldVersion,
    to: newVersion,
    verdict: { kind: 'well' },
    error: null,
  })
  expect(host.served).toBe(newVersion)
  expect(report.recoveryPoint).toMatchObject({ version: oldVersion, state: 'sealed' })
  expect(report.downtimeMs).toBeGreaterThan(9_000)
  expect(report.downtimeMs).toBeLessThan(12_000)
  expectClean(host)
})

test('a second run finds nothing to do', async () => {
  const { moltd } = await setUp()
  await update(moltd)
  expect(await update(moltd)).toMatchObject({ outcome: 'up-to-date', from: newVersion, recoveryPoint: null })
})

test('a required check that fails afterwards takes program and data back, with what was written until the stop', async () => {
  const { host, moltd } = await setUp()
  addCheckThatFailsOn(host, newVersion)
  host.clock.after(5_000, async () => host.addCronJob('between live pass and stop'))
  const report = await update(moltd)
  expect(report).toMatchObject({
    outcome: 'rolled-back',
    verdict: { kind: 'ill' },
    rollbackVerdict: { kind: 'well' },
  })
  expect(host.served).toBe(oldVersion)
  expect(host.schemaOnDisk()).toBe(17)
  expect(host.cronJobs()).toEqual(['from before', 'between live pass and stop'])
  expectClean(host)
})

test('what the rejected version wrote is set aside whole, and the way back to it is open', async () => {
  const { host, moltd } = await setUp()
  addCheckThatFailsOn(host, newVersion)
  const report = await update(moltd)
  expect(report.setAside).not.toBeNull()
  const aside = report.setAside ?? ''
  expect(readdirSync(aside)).toEqual(
    expect.arrayContaining(['package', 'state', 'manifest.json', 'rescue.sh']),
  )
  expect(readFileSync(join(aside, 'package', 'package.json'), 'utf8')).toContain(newVersion)

  const back = await conduct(moltd.way, 'manual', never, walk =>
    rollBackByHand(walk, report.setAside?.split('/').at(-1)),
  )
  expect(
    back.rollbackVerdict?.checks.filter(check => check.answer !== 'pass').map(check => check.name),
  ).toEqual(['required.d/no-new-version'])
  expect(host.served).toBe(newVersion)
  expect(host.cronJobs()).toContain('written by the new version')
})

test('a version that failed here is held the next time, until a person asks for it by number', async () => {
  const { host, moltd } = await setUp()
  addCheckThatFailsOn(host, newVersion)
  await update(moltd)
  expect(await update(moltd)).toMatchObject({ outcome: 'held' })
})

test('evidence of a rollback is kept, without secrets', async () => {
  const { host, moltd } = await setUp()
  addCheckThatFailsOn(host, newVersion)
  const { evidence } = await update(moltd)
  expect(evidence).not.toBeNull()
  const files = readdirSync(evidence ?? '')
  expect(files).toEqual(expect.arrayContaining(['summary.json', 'gateway-journal.txt', 'config-keys.txt']))
  for (const file of files)
    expect(readFileSync(join(evidence ?? '', file), 'utf8')).not.toContain('a-token-of-the-test')
})

test('a dry run says what would happen and touches nothing outside of its own folder', async () => {
  const { host, moltd } = await setUp()
  const before = snapshotOf(host)
  const report = await conductRun(moltd.way, { trigger: 'manual', dryRun: true }, never)
  expect(report).toMatchObject({ outcome: 'updated', dryRun: true, recoveryPoint: null, verdict: null })
  expect(report.plan.length).toBeGreaterThan(3)
  expect(snapshotOf(host)).toEqual(before)
})

test('a dry run has asked the gateway when the registry answers, and takes the question back when it needs none', async () => {
  const { moltd } = await setUp()
  const { world } = moltd.way
  const said: string[] = []
  const calling = (command: CommandSpec) => command.argv.includes('cron.list')
  const way: Way = {
    ...moltd.way,
    world: {
      ...world,
      commands: {
        run: async command => {
          if (!calling(command)) return world.commands.run(command)
          said.push('asked')
          return new Promise((_, reject) => {
            command.signal?.addEventListener('abort', () => {
              said.push('taken back')
              reject(command.signal?.reason)
            })
          })
        },
      },
      registry: {
        ...world.registry,
        distTags: async name => {
          while (said.length === 0) await new Promise(resolve => setImmediate(resolve))
          said.push('registry')
          return { ...(await world.registry.distTags(name)), latest: oldVersion }
        },
      },
    },
  }
  expect(await conductRun(way, { trigger: 'manual', dryRun: true }, never)).toMatchObject({
    outcome: 'up-to-date',
  })
  expect(said).toEqual(['asked', 'registry', 'taken back'])
})

test('a dry run says that it would rehearse, and tries nothing out', async () => {
  const { moltd } = await setUp({ settings: { rehearsal: { budgetMs: 600_000 } } })
  const report = await conductRun(moltd.way, { trigger: 'manual', dryRun: true }, never)
  expect(report.plan[0]).toMatch(
    /^rehearse 2026\.9\.6 beside the live gateway, on a copy of its data: install it, /,
  )
  expect(report.rehearsal).toBeNull()
})

test('a gateway that is down is not updated: blocked, with the reason', async () => {
  const { host, moltd } = await setUp()
  await host.stop()
  const report = await update(moltd)
  expect(report).toMatchObject({ outcome: 'blocked', recoveryPoint: null })
  expect(report.headline).toContain('inactive')
})

test('a person who says no at the terminal leaves everything as it was', async () => {
  const { host, moltd } = await setUp({ settings: { approve: async () => false } })
  expect(await update(moltd)).toMatchObject({ outcome: 'awaiting-approval' })
  expect(host.served).toBe(oldVersion)
})

test('an old version that does not come up again ends stuck, with the rescue named, and is not tried in a loop', async () => {
  const { host, moltd } = await setUp()
  addCheckThatFailsOn(host, newVersion)
  const start = host.start
  host.start = async () => {
    if (host.versionOnDisk() === oldVersion && host.jobs.size > 0) {
      host.state = { ...host.state, active: 'failed', sub: 'failed', exitStatus: 1 }
      return
    }
    await start()
  }
  const report = await update(moltd)
  expect(report.outcome).toBe('stuck')
  expect(report.nextStep).toContain('rescue.sh')
})

function snapshotOf(host: VirtualHost): unknown {
  const list = (folder: string): string[] =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => join(entry.parentPath, entry.name))
      .filter(path => !path.includes('/moltd/') && !path.endsWith('-shm') && !path.endsWith('-wal'))
      .sort()
  return list(host.home).map(path => [path, readFileSync(path).toString('base64')])
}

test('a gateway that serves something else than what is on disk is not updated: nothing could be told afterwards', async () => {
  const { host, moltd } = await setUp()
  host.served = '2026.9.3'
  const report = await update(moltd)
  expect(report).toMatchObject({ outcome: 'blocked', recoveryPoint: null })
  expect(report.headline).toContain('2026.9.3 serves')
  expect(report.nextStep).toContain('restart')
})

test('a gateway that does not answer on loopback is not updated either', async () => {
  const { host, moltd } = await setUp()
  host.served = null
  expect(await update(moltd)).toMatchObject({ outcome: 'blocked', recoveryPoint: null })
})

test('a newer moltd is told once, and changes nothing', async () => {
  const { moltd } = await setUp()
  const way = { ...moltd.way, ownReleases: { installed: '0.1.0', newest: async () => '0.2.0' } }
  const first = await conductRun(way, { trigger: 'manual', dryRun: false }, never)
  expect(first).toMatchObject({ outcome: 'updated', ownRelease: { installed: '0.1.0', newest: '0.2.0' } })
  const second = await conductRun(way, { trigger: 'manual', dryRun: false }, never)
  expect(second).toMatchObject({ outcome: 'up-to-date', ownRelease: null })
})
