import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { systemClock } from '../../src/adapters/clock.ts'
import { sqliteDatabases } from '../../src/adapters/databases.ts'
import { directHttp } from '../../src/adapters/http.ts'
import { createIds } from '../../src/adapters/ids.ts'
import { defaultSettings } from '../../src/config/load.ts'
import { examine } from '../../src/doctor/examine.ts'
import type { DoctorFacts, DoctorWorld } from '../../src/doctor/facts.ts'
import { newState, writeState } from '../../src/mirror/state.ts'
import { vaultFolder } from '../../src/mirror/vault.ts'
import { noteTrouble } from '../../src/mirror/vault-trouble.ts'
import { resolveGateway } from '../../src/openclaw/discover.ts'
import { MoltdError } from '../../src/ports/errors.ts'
import type { Files } from '../../src/ports/files.ts'
import type { ServiceState } from '../../src/ports/supervisor.ts'
import { quietLog } from '../doubles/quiet-log.ts'
import { createNpmHome, type NpmHome } from '../openclaw/npm-home.ts'
import { anObservation } from '../phases/an-observation.ts'

const timeZones = { own: () => 'UTC' }
const unit = 'openclaw-gateway.service'
let at: NpmHome
beforeEach(async () => {
  at = await createNpmHome()
  at.addUnit(unit)
})
afterEach(() => at.remove())

interface Changes {
  facts?: Partial<DoctorFacts>
  /** Files of the system, in the place of the real ones; null: not there. */
  system?: Record<string, string | null>
  gateway?: Partial<ServiceState>
  noBus?: true
  availableBytes?: number
}

/** Doctor on an ordinary machine, but for the changes. */
async function ask(changes: Changes = {}) {
  const system: Record<string, string | null> = {
    '/proc/1/comm': 'systemd\n',
    '/proc/sys/kernel/osrelease': '6.12.0-generic\n',
    '/run/systemd/system': '',
    '/var/lib/systemd/linger/claw': '',
    ...changes.system,
  }
  const real = at.world.files
  const played = (path: string) => (Object.hasOwn(system, path) ? (system[path] ?? null) : undefined)
  const files: Files = {
    ...real,
    stat: async path => (played(path) === null ? null : real.stat(played(path) === undefined ? path : '/')),
    readTextIfThere: async path => {
      const text = played(path)
      return text === undefined ? real.readTextIfThere(path) : text
    },
    ...(changes.availableBytes !== undefined && {
      space: async () => ({ availableBytes: changes.availableBytes ?? 0, totalBytes: 1e12 }),
    }),
  }
  const noBus = async () => {
    throw new MoltdError('E_NO_USER_BUS', 'cannot reach the systemd user manager', 'Log in again.')
  }
  const gateway = await resolveGateway(at.world, unit)
  const world: DoctorWorld = {
    ...at.world,
    clock: systemClock,
    databases: sqliteDatabases,
    http: directHttp,
    ids: createIds(systemClock),
    log: quietLog,
    narrator: { tell: () => undefined },
    files,
    commands: {
      run: async spec =>
        spec.argv[0] === 'id'
          ? { ...(await at.world.commands.run({ argv: ['true'], timeoutMs: 1000 })), stdout: 'claw\n' }
          : at.world.commands.run(spec),
    },
    processes: {
      list: async () => [],
      contextOf: async () => null,
      listenersOn: async () => [],
      sample: async () => null,
      signal: async () => false,
    },
    registry: { distTags: async () => ({}), manifest: async () => null, publishedMs: async () => null },
    supervisor: {
      ...at.world.supervisor,
      ...(changes.noBus && { listGateways: noBus, define: noBus }),
      inspect: async name => ({
        ...(await at.world.supervisor.inspect(unit)),
        unit: name,
        ...changes.gateway,
      }),
    },
  }
  const candidate = {
    source: 'stable' as const,
    version: '2026.9.6',
    manifest: { version: '2026.9.6', nodeRange: '>=22', integrity: null, unpackedBytes: null },
  }
  const facts: DoctorFacts = {
    settings: defaultSettings({ ...world, timeZones }),
    deep: false,
    npm: {
      rules: async () => ({ registry: 'https://registry.example/', ignoreScripts: false, beforeMs: null }),
      registryTimeMs: async () => Date.now(),
    },
    gateway: changes.noBus ? noBus : async () => gateway,
    observation: changes.noBus ? noBus : async () => ({ ...anObservation, gateway, candidate }),
    offers: async () => ({ latest: '2026.9.6' }),
    points: async () => ({ points: [], damaged: [] }),
    service: changes.noBus
      ? noBus
      : async () => ({
          program: { node: '/usr/bin/node', entry: '/opt/moltd/dist/bin.js', warnings: [] },
          files: [],
        }),
    reachVoice: async () => ({ kind: 'delivered', messageId: null }),
    ownReleases: null,
    unfinishedRuns: [],
    isRunning: false,
    undelivered: [],
    desk: null,
    orders: { hold: null, pin: null, skipped: [], breakerResetMs: null },
    quarantine: [],
    ...changes.facts,
  }
  const findings = await examine(world, facts)
  return {
    findings,
    named: (name: string) => findings.find(finding => finding.name === name),
    /** Advice about the machine that runs the tests is left out. */
    bad: findings
      .filter(({ severity }) => severity === 'broken' || severity === 'warning')
      .map(({ name }) => name)
      .filter(name => name !== 'enough-memory' && name !== 'daemon-runs'),
  }
}

test('on an ordinary machine nothing is bad, and every question is asked once', async () => {
  const { findings, bad } = await ask()
  expect(bad).toEqual([])
  const names = findings.map(({ name }) => name)
  expect(names.length).toBeGreaterThan(25)
  expect(new Set(names).size).toBe(names.length)
})

test('whatever is bad says what to do', async () => {
  const { findings } = await ask({
    availableBytes: 0,
    gateway: { active: 'failed', sub: 'failed' },
    system: {
      '/var/lib/systemd/linger/claw': null,
      '/run/systemd/system': null,
      '/proc/sys/kernel/osrelease': '5.15.0-microsoft-standard-WSL2',
    },
    facts: {
      npm: {
        rules: async () => ({ registry: 'https://registry.example/', ignoreScripts: true, beforeMs: null }),
        registryTimeMs: async () => Date.now() + 7_200_000,
      },
      offers: async () => {
        throw new MoltdError('E_REGISTRY', 'cannot reach the registry', 'Look at the network.')
      },
      reachVoice: async () => ({ kind: 'closed', reason: 'Discord does not know the webhook (404)' }),
      unfinishedRuns: ['run-1'],
      undelivered: ['the report of run-1 is undeliverable: 404'],
    },
  })
  const bad = findings.filter(({ severity }) => severity === 'broken' || severity === 'warning')
  expect(bad.length).toBeGreaterThanOrEqual(11)
  for (const { name, fix } of bad) expect([name, fix]).not.toContain(null)
  expect(findings[0]?.severity).toBe('broken')
})

test('without a user bus it is said once, and nothing is guessed', async () => {
  const { findings, named } = await ask({ noBus: true })
  expect(named('user-bus')?.severity).toBe('broken')
  expect(findings.filter(({ reason }) => reason.includes('user manager')).length).toBe(1)
  expect(named('gateway-found')).toBeUndefined()
})

test('on WSL without systemd the file to change is named, and a restart when it is right already', async () => {
  const wsl = { '/proc/sys/kernel/osrelease': '5.15.0-microsoft-standard-WSL2', '/run/systemd/system': null }
  const before = await ask({ system: { ...wsl, '/etc/wsl.conf': '[boot]\n' } })
  expect(before.named('systemd-runs')?.fix).toContain('/etc/wsl.conf')
  const after = await ask({ system: { ...wsl, '/etc/wsl.conf': '[boot]\nsystemd=true\n' } })
  expect(after.named('systemd-runs')?.fix).toMatch(/already.*wsl --shutdown/)
})

test('npm that hides young versions is worth a word only when it hides more than policy does', async () => {
  const hiding = (hours: number) =>
    ask({
      facts: {
        npm: {
          rules: async () => ({
            registry: 'https://registry.example/',
            ignoreScripts: false,
            beforeMs: Date.now() - hours * 3_600_000,
          }),
          registryTimeMs: async () => null,
        },
      },
    })
  expect((await hiding(20)).named('npm-rules')?.severity).toBe('fine')
  const far = (await hiding(72)).named('npm-rules')
  expect(far?.severity).toBe('warning')
  expect(far?.fix).toMatch(/minimumAgeHours: 7[23]/)
})

test('a clock that is minutes off is a warning, and one that is hours off breaks things', async () => {
  const skewed = async (ms: number) => {
    const rules = async () => ({
      registry: 'https://registry.example/',
      ignoreScripts: false,
      beforeMs: null,
    })
    const npm = { rules, registryTimeMs: async () => Date.now() + ms }
    return (await ask({ facts: { npm } })).named('clock-right')
  }
  expect((await skewed(10 * 60_000))?.severity).toBe('warning')
  expect((await skewed(3 * 3_600_000))?.reason).toMatch(/^it is 3 h( \d+ min)? behind the registry's$/)
  expect((await skewed(1_000))?.severity).toBe('fine')
})

test('a hold or a quarantine is told, and is no fault', async () => {
  const { named, bad } = await ask({
    facts: {
      orders: {
        hold: { untilMs: null, reason: 'on holiday', sinceMs: 0 },
        pin: null,
        skipped: ['2026.9.7'],
        breakerResetMs: null,
      },
      quarantine: [{ version: '2026.9.6', reason: 'ill', runId: 'r', atMs: 0 }],
    },
  })
  expect(named('orders-in-force')?.reason).toBe(
    'updates are on hold until `moltd unhold` (on holiday); skipped: 2026.9.7; in quarantine: 2026.9.6',
  )
  expect(bad).toEqual([])
})

test('a run that is at work is no run that was cut off', async () => {
  const cut = await ask({ facts: { unfinishedRuns: ['run-1'] } })
  expect(cut.named('no-open-run')).toMatchObject({ severity: 'broken', fix: '`moltd recover`' })
  const running = await ask({ facts: { unfinishedRuns: ['run-1'], isRunning: true } })
  expect(running.named('no-open-run')?.severity).toBe('note')
})

test("folders of moltd's that others may write to are told", async () => {
  mkdirSync(at.world.places.dataFolder, { recursive: true })
  expect((await ask()).named('own-folders')?.severity).toBe('fine')
  chmodSync(at.world.places.dataFolder, 0o777)
  expect((await ask()).named('own-folders')).toMatchObject({
    severity: 'warning',
    fix: `\`chmod go-w ${at.world.places.dataFolder}\``,
  })
})

test('a check that fails itself is a finding, not the end of doctor', async () => {
  const points = async () => {
    throw new Error('EIO: i/o error')
  }
  const { named, findings } = await ask({ facts: { points } })
  expect(named('point-restorable')?.reason).toContain('EIO')
  expect(findings.length).toBeGreaterThan(25)
})

test('a daemon that is installed and edited is told apart from one that is not there', async () => {
  expect((await ask()).named('daemon-runs')?.fix).toBe('`moltd install`')
  at.addUnit('moltd.service')
  const path = join(at.home, '.config/systemd/user/moltd.service')
  mkdirSync(dirname(path), { recursive: true })
  const text = '[Service]\nEnvironment="PATH=/a"\nExecStart=/x\n'
  const service = async () => ({
    program: { node: '/usr/bin/node', entry: '/opt/moltd/dist/bin.js', warnings: [] },
    files: [{ path, text, mode: 0o644 }],
  })
  writeFileSync(path, text.replace('PATH=/a', 'PATH=/b'))
  expect((await ask({ facts: { service } })).named('daemon-runs')?.severity).toBe('fine')
  writeFileSync(path, text.replace('/x', '/y'))
  expect((await ask({ facts: { service } })).named('daemon-runs')?.severity).toBe('warning')
})

test('a mirror that is on is asked after; one that upstream has not answered for days is a warning', async () => {
  expect((await ask()).named('mirror-alive')).toBeUndefined()
  const settings = defaultSettings({ ...at.world, environment: {}, timeZones })
  const facts = { settings: { ...settings, mirror: { ...settings.mirror, enabled: true } } }
  expect((await ask({ facts })).named('mirror-alive')).toMatchObject({
    severity: 'note',
    reason: 'it was never synced',
  })
  const wellMs = Date.now() - 5 * 86_400_000
  await at.world.files.makeFolder(join(at.world.places.dataFolder, 'mirror'))
  await writeState(at.world, {
    ...newState(wellMs),
    endedMs: wellMs,
    upstream: { wellMs, trouble: { kind: 'away', reason: 'could not resolve host' } },
  })
  expect((await ask({ facts })).named('mirror-alive')).toMatchObject({
    severity: 'warning',
    reason: 'upstream was mirrored 5 days ago; upstream: could not resolve host',
  })
})

test('a vault is asked after unless it is off; what could not be kept is a warning', async () => {
  expect((await ask()).named('vault-filled')).toMatchObject({ severity: 'note', reason: 'none is kept yet' })
  await at.world.files.makeFolder(vaultFolder(at.world))
  await noteTrouble(at.world, 'cannot keep 2026.9.6: only 3.1 GB are free')
  expect((await ask()).named('vault-filled')).toMatchObject({
    severity: 'warning',
    reason: 'the last version was not kept: cannot keep 2026.9.6: only 3.1 GB are free',
  })
  const settings = defaultSettings({ ...at.world, environment: {}, timeZones })
  const facts = { settings: { ...settings, vault: { ...settings.vault, enabled: false } } }
  expect((await ask({ facts })).named('vault-filled')).toBeUndefined()
})

test.each([
  [{ allowBots: 'mentions' }, 'fine'],
  [{ enabled: true }, 'warning'],
  [null, 'note'],
])(
  'who wants messages answered hears whether OpenClaw takes a bot’s: %j is %s',
  async (discord, severity) => {
    const expectFrom = '1298765432109876005'
    const config = discord === null ? {} : { channels: { discord } }
    writeFileSync(join(at.home, '.openclaw/openclaw.json'), JSON.stringify(config))
    const usual = defaultSettings({ ...at.world, timeZones })
    const messageRoundTrip = { channelId: '1298765432109876004', expectFrom, timeoutSeconds: 90 }
    const facts = { settings: { ...usual, checks: { ...usual.checks, messageRoundTrip } } }
    expect((await ask({ facts })).named('bots-heard')?.severity).toBe(severity)
    expect((await ask()).named('bots-heard')).toBeUndefined()
  },
)
