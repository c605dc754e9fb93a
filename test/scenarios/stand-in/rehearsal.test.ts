import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Report } from '../../../src/notify/report.ts'
import type { WaySettings } from '../../../src/phases/way.ts'
import type { StandInPackage } from '../../doubles/openclaw/install-stand-in.ts'
import { expectNothingLeft, expectVersion, fingerprint } from './expect-world.ts'
import { newVersion, oldVersion, type RunOptions, type Stage, scenario } from './stage.ts'

/** With the package manager among the drivers nobody else tries the start out. */
const rehearsed: Partial<WaySettings> = {
  rehearsal: { budgetMs: 1_200_000 },
  drivers: ['update-run', 'package-manager'],
}

/** The release never reaches the live gateway, and the reason is said. */
async function expectBlocked(stage: Stage, reason: RegExp, given: RunOptions = {}) {
  const before = await fingerprint(stage)
  const report = await stage.run({ ...given, settings: { ...rehearsed, ...given.settings } })
  expect(report).toMatchObject({ outcome: 'blocked', recoveryPoint: null, error: null })
  expect(report.rehearsal).toMatchObject({ kind: 'failed' })
  expect(report.headline).toMatch(reason)
  expect(report.nextStep).toMatch(/^[A-Z`].{10,}/)
  expect(report.downtimeMs).toBeNull()
  expect(Object.keys(evidenceOf(report))).toEqual(
    expect.arrayContaining(['README.txt', 'checks.json', 'summary.json']),
  )
  expect(await fingerprint(stage)).toEqual(before)
  expectNothingOfIt(stage)
  await expectVersion(stage, oldVersion)
  return report
}

function evidenceOf({ evidence }: Pick<Report, 'evidence'>): Record<string, string> {
  if (evidence === null) throw new Error('there is no evidence')
  return Object.fromEntries(
    readdirSync(evidence).map(name => [name, readFileSync(join(evidence, name), 'utf8')]),
  )
}

function addKey({ home }: Stage): void {
  const config = JSON.parse(readFileSync(home.configPath, 'utf8'))
  config.tools = { old: true }
  writeFileSync(home.configPath, JSON.stringify(config))
}

function expectNothingOfIt(stage: Stage): void {
  expectNothingLeft(stage)
  expect(existsSync(join(stage.home.home, '.local/share/moltd/rehearsal'))).toBe(false)
}

const faulty: readonly [string, Omit<StandInPackage, 'version'>, RegExp][] = [
  [
    'whose tarball has another version inside',
    { inside: '2026.9.5' },
    /the staged package is 2026\.9\.5, not 2026\.9\.6/,
  ],
  ['without its entry point', { omit: ['dist/index.js'] }, /has no dist\/index\.js/],
  ['with an empty file', { empty: ['dist/client.js'] }, /dist\/client\.js is empty|does not start/],
  ['that no Node here fits', { faults: { refusesNode: true } }, /does not start with .*requires Node >=99/],
  [
    'that exits with 78 on a copy of the state',
    { faults: { exitOnStart: 78, saysOnStart: 'Gateway failed to start: the state is odd' } },
    /ended with exit status 78: Gateway failed to start: the state is odd/,
  ],
  ['with a module missing at its start', { faults: { missingModule: true } }, /ERR_MODULE_NOT_FOUND/],
  [
    'that never becomes ready',
    { faults: { startMs: 600_000, startStages: ['sidecars'] } },
    /not ready after \d+ s: start-up is starting/,
  ],
  [
    'whose doctor finds an error that was not there',
    { faults: { lintErrors: [{ checkId: 'core/doctor/state', message: 'the state cannot be read' }] } },
    /core\/doctor\/state: the state cannot be read/,
  ],
]

for (const [what, candidate, reason] of faulty) {
  scenario(`a release ${what} never reaches the live gateway`, async ({ setStage }) => {
    const stage = await setStage({ candidate })
    await expectBlocked(stage, reason)
    expect(stage.quarantined).toEqual([
      expect.objectContaining({ version: newVersion, reason: expect.stringMatching(reason) }),
    ])
  })
}

scenario(
  'what a release said before it failed is kept, without the secrets that it said',
  async ({ setStage }) => {
    const token = 'stand-in-token-0123456789abcdef'
    const words = `Gateway failed to start: the token is ${token}`
    const stage = await setStage({ candidate: { faults: { exitOnStart: 78, saysOnStart: words } } })
    expect(readFileSync(stage.home.configPath, 'utf8')).toContain(token)
    const kept = evidenceOf(await expectBlocked(stage, /failed to start/))
    expect(kept['candidate-output.log']).toMatch(/Gateway failed to start: the token is \[redacted\]/)
    expect(JSON.parse(kept['summary.json'] ?? '')).toMatchObject({ from: oldVersion, to: newVersion })
    expect(Object.values(kept).join('')).not.toContain(token)
  },
)

scenario(
  'a config key that the release refuses is named, and the release is not tried again by itself',
  async ({ setStage }) => {
    const stage = await setStage({ candidate: { faults: { forbiddenKeys: ['tools.old'] } } })
    addKey(stage)
    const report = await expectBlocked(stage, /refuses the config: tools\.old: Unrecognized key/)
    expect(report.nextStep).toContain(`moltd run --to ${newVersion}`)
    expect(await stage.run({ settings: rehearsed })).toMatchObject({ outcome: 'held' })
  },
)

scenario(
  'a config that the release refuses and that its doctor cannot cure is not migrated by halves (C2)',
  async ({ setStage }) => {
    const faults = { forbiddenKeys: ['tools.old'], doctorFails: true }
    const stage = await setStage({ candidate: { faults } })
    addKey(stage)
    const report = await expectBlocked(stage, /refuses the config: tools\.old: Unrecognized key/)
    expect(report.rehearsal?.checks.filter(({ answer }) => answer === 'fail')).toHaveLength(1)
  },
)

scenario('what a remedy is about to set is rehearsed with the release', async ({ setStage }) => {
  const key = 'update.auto.enabled'
  const stage = await setStage({ candidate: { faults: { forbiddenKeys: [key] } } })
  const settings = { remedy: 'stop-auto-update', remedies: 'ask' } as const
  await expectBlocked(stage, /refuses the config: update\.auto\.enabled: Unrecognized key/, { settings })
})

scenario(
  'a config key that the release refuses, and its own doctor takes out, blocks nothing',
  async ({ setStage }) => {
    const keys = ['tools.old']
    const stage = await setStage({ candidate: { faults: { forbiddenKeys: keys, doctorDrops: keys } } })
    addKey(stage)
    // The updater of a stand-in does not run doctor.
    const report = await stage.run({ settings: { ...rehearsed, drivers: ['package-manager'] } })
    expect(report.rehearsal?.checks[2]).toMatchObject({ answer: 'pass' })
    expect(report.rehearsal?.checks[2]?.reason).toMatch(/^refused at first \(tools\.old: Unrecognized key\)/)
    expect(report.outcome).toBe('updated')
  },
)

scenario(
  'a healthy release whose doctor has warnings passes, and its staged tree is installed once',
  async ({ setStage }) => {
    const stage = await setStage({ orders: { [oldVersion]: { updateRun: 'unavailable' } } })
    const { mainPid } = await stage.supervisor.inspect('openclaw-gateway.service')
    const whileLive: (number | null)[] = []
    const installedIn = new Set<string>()
    const report = await stage.run({
      settings: rehearsed,
      onTell: event => {
        if (event.kind === 'waiting' && /^npm \S+ installs/.test(event.text)) installedIn.add(event.phase)
        if (event.kind !== 'phase-ended' || event.phase !== 'rehearse') return
        whileLive.push(JSON.parse(readFileSync(join(stage.home.prefix, 'stand-in/gateway.json'), 'utf8')).pid)
      },
    })
    expect(whileLive).toEqual([mainPid])
    expect(report).toMatchObject({ outcome: 'updated', verdict: { kind: 'well' } })
    expect(report.rehearsal?.kind).toBe('passed')
    expect(report.rehearsal?.checks.map(({ name, answer }) => [name, answer])).toEqual([
      ['candidate-staged', 'pass'],
      ['tree-whole', 'pass'],
      ['config-accepted', 'pass'],
      ['doctor-clean', 'pass'],
      ['starts-on-copy', 'pass'],
    ])
    expect(report.rehearsal?.checks[3]?.reason).toContain('1 warning')
    expect(report.rehearsal?.bytes).toBeGreaterThan(10_000)
    expect(report.drivers.at(-1)).toMatchObject({ name: 'package-manager', outcome: 'done' })
    expect([...installedIn]).toEqual(['rehearse'])
    await expectVersion(stage, newVersion)
    expectNothingOfIt(stage)
  },
)

scenario("what the installed version's own updater tries out is not tried twice", async ({ setStage }) => {
  const stage = await setStage()
  const report = await stage.run({ settings: { ...rehearsed, drivers: ['update-run'] } })
  expect(report).toMatchObject({ outcome: 'updated', rehearsal: { kind: 'passed' } })
  expect(report.rehearsal?.checks.map(({ name }) => name)).not.toContain('starts-on-copy')
  expect(report.rehearsal?.reason).toMatch(/its start is left out: the updater of 2026\.9\.5/)
  expectNothingOfIt(stage)
})

scenario(
  'a disk with room for the update alone leaves the rehearsal out, and says so',
  async ({ setStage }) => {
    const stage = await setStage()
    let isTight = false
    const report = await stage.run({
      settings: rehearsed,
      onTell: event => {
        isTight ||= event.kind === 'phase-started' && event.phase === 'rehearse'
      },
      world: ({ files }) => ({
        files: {
          ...files,
          space: async path => (isTight ? { availableBytes: 200e6, totalBytes: 1e12 } : files.space(path)),
        },
      }),
    })
    expect(report).toMatchObject({ outcome: 'updated', rehearsal: { kind: 'skipped' } })
    expect(report.rehearsal?.reason).toMatch(/no room for it: .* want .* and 200 MB are free/)
  },
)

scenario(
  'a registry that announces a release and does not have it yet blocks the run, and nothing is held against the release',
  async ({ setStage }) => {
    const stage = await setStage()
    stage.registry.faults.withheld = true
    await expectBlocked(stage, /cannot install openclaw@2026\.9\.6 .* npm error 404/)
    expect(stage.quarantined).toEqual([])
  },
)
