import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { conduct, conductRun, recoverRuns } from '../../src/phases/conduct-run.ts'
import { applyByHand } from '../../src/phases/remedy/by-hand.ts'
import type { WaySettings } from '../../src/phases/way.ts'
import { expectClean } from './expect-clean.ts'
import { addCheckThatFailsOn } from './failing-check.ts'
import { createVirtualHost, newVersion, oldVersion, type VirtualHost } from './virtual-host.ts'
import { PowerCut, startMoltd, type VirtualMoltd } from './virtual-moltd.ts'

const never = new AbortController().signal

/** The step of 2026.2.17 to 2026.2.19, on this host's versions. */
const breaks = {
  id: 'plaintext-here',
  title: 'the CLI reaches its own gateway',
  kind: 'breaking',
  severity: 'critical',
  candidate: newVersion,
  when: { config: 'gateway.bind', equals: 'tailnet' },
  reason: 'this update will break CLI access',
  evidence: ['the test'],
  remedy: 'bind-loopback',
}

/** A gateway on a tailnet address, and a new version whose CLI refuses that. */
async function makeHost(): Promise<VirtualHost> {
  const host = createVirtualHost()
  host.bind('tailnet')
  host.disk.settle()
  host.refusesPlaintext = [newVersion]
  const folder = join(host.home, '.config', 'moltd')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'advisories.json5'), JSON.stringify({ advisories: [breaks] }))
  await host.start()
  host.addCronJob('from before')
  host.disk.settle()
  return host
}

async function setUp(): Promise<{ host: VirtualHost; moltd(settings?: Partial<WaySettings>): VirtualMoltd }> {
  const host = await makeHost()
  const lives: VirtualMoltd[] = []
  onTestFinished(() => {
    for (const life of lives) life.close()
    host.remove()
  })
  return {
    host,
    moltd(settings = {}) {
      const life = startMoltd(host, { settings: { settleMs: 6_000, ...settings } })
      lives.push(life)
      return life
    },
  }
}

const update = ({ way }: VirtualMoltd, trigger: 'manual' | 'schedule' = 'manual') =>
  conductRun(way, { trigger, dryRun: false }, never)
const apply = ({ way }: VirtualMoltd, id: string) =>
  conduct(way, 'manual', never, walk => applyByHand(walk, id))
const ignoring = (host: VirtualHost): Partial<WaySettings> => ({
  advisories: { file: join(host.home, '.config', 'moltd', 'advisories.json5'), ignore: [breaks.id] },
})
const keptConfigs = (host: VirtualHost) => {
  const folder = join(host.home, '.local/share/moltd/remedies')
  return existsSync(folder) && readdirSync(folder).length > 0
}

test('an update that is known to break is refused before anything is touched, with the cure', async () => {
  const { host, moltd } = await setUp()
  const report = await update(moltd())
  expect(report).toMatchObject({
    outcome: 'blocked',
    recoveryPoint: null,
    suggestedRemedy: {
      id: 'bind-loopback',
      because: 'this update will break CLI access',
      changes: ['gateway.bind: tailnet → loopback', 'restart the gateway'],
      to: newVersion,
      command: `moltd remedy apply bind-loopback --update --to ${newVersion}`,
    },
  })
  expect(host.bind()).toBe('tailnet')
})

test('a person who insists gets the update, the rollback, and the cure on offer', async () => {
  const { host, moltd } = await setUp()
  const report = await update(moltd(ignoring(host)))
  expect(report).toMatchObject({
    outcome: 'rolled-back',
    rollbackVerdict: { kind: 'well' },
    suggestedRemedy: { id: 'bind-loopback', because: expect.stringContaining('CLI blocked') },
  })
  expect(host.bind()).toBe('tailnet')
  expectClean(host)

  const cured = await update(moltd({ to: newVersion, remedy: 'bind-loopback' }))
  expect(cured).toMatchObject({
    outcome: 'updated',
    verdict: { kind: 'well' },
    remedies: [{ id: 'bind-loopback', changes: ['gateway.bind: tailnet → loopback', 'restart the gateway'] }],
    suggestedRemedy: null,
  })
  expect([host.bind(), host.served]).toEqual(['loopback', newVersion])
  expectClean(host)
})

test('with remedies off nothing is offered', async () => {
  const { moltd } = await setUp()
  expect((await update(moltd({ remedies: 'off' }))).suggestedRemedy).toBeNull()
})

test('with remedies auto a scheduled run cures first, and updates', async () => {
  const { host, moltd } = await setUp()
  const report = await update(moltd({ remedies: 'auto' }), 'schedule')
  expect(report).toMatchObject({ outcome: 'updated', remedies: [{ id: 'bind-loopback' }] })
  expect(report.phases.map(({ name }) => name)).toEqual([
    'check',
    'decide',
    'preflight',
    'snapshot',
    'remedy',
    'update',
    'verify',
    'commit',
  ])
  expect([host.bind(), host.served]).toEqual(['loopback', newVersion])
  expect(keptConfigs(host)).toBe(false)
  expectClean(host)
})

test('cure and update are taken back together', async () => {
  const { host, moltd } = await setUp()
  addCheckThatFailsOn(host, newVersion)
  const report = await update(moltd({ remedies: 'auto' }))
  expect(report).toMatchObject({ outcome: 'rolled-back', suggestedRemedy: null })
  expect([host.bind(), host.served]).toEqual(['tailnet', oldVersion])
  expect(host.cronJobs()).toEqual(['from before'])
  expect(keptConfigs(host)).toBe(false)
  expectClean(host)
})

test('a remedy alone cures what is broken now', async () => {
  const { host, moltd } = await setUp()
  host.refusesPlaintext = [oldVersion]
  const life = moltd()
  const report = await apply(life, 'bind-loopback')
  expect(report).toMatchObject({
    outcome: 'updated',
    from: oldVersion,
    to: oldVersion,
    verdict: { kind: 'well' },
  })
  expect(report.headline).toBe(`bind-loopback holds: ${oldVersion} is well with it`)
  expect(host.bind()).toBe('loopback')
  // It brings no program that would have to be flushed and digested.
  const steps = report.phases.find(({ name }) => name === 'commit')?.steps.map(({ name }) => name)
  expect(steps).toEqual(['prune-recovery-points', 'disarm-exact-pass'])
  expect(await apply(life, 'bind-loopback')).toMatchObject({ outcome: 'up-to-date' })
  expectClean(host)
})

test('a remedy that does not help undoes itself, and blames no version', async () => {
  const { host, moltd } = await setUp()
  host.refusesPlaintext = [oldVersion]
  const life = moltd()
  // The config of this host is written, and something else sets it back.
  host.clock.after(1_000, async () => void host.bind('tailnet'))
  const bind = host.bind
  host.bind = set => bind(set === 'loopback' ? 'tailnet' : set)
  const report = await apply(life, 'bind-loopback')
  expect(report).toMatchObject({ outcome: 'rolled-back', suggestedRemedy: null })
  expect(report.headline).toContain('the remedy did not help: CLI blocked')
  expect(host.bind()).toBe('tailnet')
  expect(life.way.quarantine.list()).toEqual([])
  expect(life.way.engine.journal.runsThrough('update', 10)).toEqual([])
  expectClean(host)
})

test('a key that OpenClaw refuses ends the remedy, with the config as it was', async () => {
  const { host, moltd } = await setUp()
  const report = await apply(moltd(), 'stop-auto-update')
  expect(report).toMatchObject({ outcome: 'rolled-back' })
  expect(report.headline).toContain('cannot set update.auto.enabled')
  expect([host.bind(), host.served]).toEqual(['tailnet', oldVersion])
  expectClean(host)
})

async function dieAt(
  atWrite: number | null,
  death: 'kill' | 'plug',
  go: (moltd: VirtualMoltd) => Promise<unknown>,
  settings: Partial<WaySettings>,
): Promise<{ writes: number; host: VirtualHost }> {
  const host = await makeHost()
  const first = startMoltd(host, {
    settings: { settleMs: 6_000, ...settings },
    ...(atWrite !== null && { cut: { atWrite, when: 'after' } }),
  })
  await go(first).catch((error: unknown) => {
    if (!(error instanceof PowerCut)) throw error
  })
  const writes = first.writes()
  first.close()
  if (death === 'plug') await host.reboot()
  const second = startMoltd(host, { settings: { settleMs: 6_000, ...settings } })
  await recoverRuns(second.way, never)
  second.close()
  return { writes, host }
}

test.each([
  ['cure and update', 'plug', update],
  ['a remedy alone', 'kill', (moltd: VirtualMoltd) => apply(moltd, 'bind-loopback')],
] as const)(
  '%s that is cut off at any write (%s) ends with all of it or nothing of it',
  { timeout: 600_000 },
  async (_, death, go) => {
    const settings: Partial<WaySettings> = { remedies: 'auto' }
    const { writes, host: whole } = await dieAt(null, death, go, settings)
    whole.remove()
    expect(writes).toBeGreaterThan(30)
    const failures: string[] = []
    for (let atWrite = 1; atWrite <= writes; atWrite += 1) {
      const { host } = await dieAt(atWrite, death, go, settings)
      try {
        const found = `${host.bind()} ${host.versionOnDisk()} ${host.served}`
        const whole = [
          `tailnet ${oldVersion} ${oldVersion}`,
          `loopback ${death === 'plug' ? `${newVersion} ${newVersion}` : `${oldVersion} ${oldVersion}`}`,
        ]
        if (!whole.includes(found)) failures.push(`write ${atWrite}: ${found}`)
        expectClean(host)
        expect(keptConfigs(host)).toBe(false)
      } catch (error) {
        failures.push(`write ${atWrite}: ${String(error).slice(0, 300)}`)
      } finally {
        host.remove()
      }
    }
    expect(failures).toEqual([])
  },
)
