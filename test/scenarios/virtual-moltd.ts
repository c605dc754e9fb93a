import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { systemCommands } from '../../src/adapters/commands.ts'
import { sqliteDatabases } from '../../src/adapters/databases.ts'
import { createFiles } from '../../src/adapters/files.ts'
import { resolvePlaces } from '../../src/adapters/places.ts'
import { openSqliteJournal } from '../../src/adapters/sqlite-journal.ts'
import { openSqlitePolicyMemory } from '../../src/adapters/sqlite-policy-memory.ts'
import { openSqliteQuarantine } from '../../src/adapters/sqlite-quarantine.ts'
import { openSqliteQuestions } from '../../src/adapters/sqlite-questions.ts'
import type { Way, WaySettings } from '../../src/phases/way.ts'
import type { CommandResult } from '../../src/ports/commands.ts'
import type { Journal } from '../../src/ports/journal.ts'
import type { World } from '../../src/ports/world.ts'
import { quietLog } from '../doubles/quiet-log.ts'
import { newVersion, oldVersion, port, unit, type VirtualHost } from './virtual-host.ts'

/** The plug is pulled, or moltd is killed. */
export class PowerCut extends Error {}

export interface Cut {
  /** Which write to the journal (what is asked included), counted from 1. */
  atWrite: number
  /** Before the write reaches the disk, or right after. */
  when: 'before' | 'after'
}

export interface VirtualMoltd {
  way: Way
  /** Writes to the journal so far. */
  writes(): number
  close(): void
}

const mutating: ReadonlySet<string | symbol> = new Set<keyof Journal>([
  'beginRun',
  'note',
  'finishRun',
  'beginPhase',
  'endPhase',
  'beginStep',
  'markStep',
])

/** One life of moltd on a virtual host; it dies at the cut, and nothing of it does anything afterwards. */
export function startMoltd(
  host: VirtualHost,
  options: { cut?: Cut; settings?: Partial<WaySettings> } = {},
): VirtualMoltd {
  const environment = { HOME: host.home, PATH: '/usr/bin:/bin' }
  const places = resolvePlaces(environment)
  mkdirSync(places.dataFolder, { recursive: true })
  const path = join(places.dataFolder, 'journal.sqlite')
  const realJournal = openSqliteJournal(path)
  const quarantine = openSqliteQuarantine(path)
  const memory = openSqlitePolicyMemory(path)
  const realQuestions = openSqliteQuestions(path)
  let isDead = false
  let writes = 0
  const die = (): never => {
    isDead = true
    throw new PowerCut('the plug was pulled')
  }
  const alive = () => {
    if (isDead) throw new PowerCut('nothing happens after death')
  }

  /** Each write of it is one that moltd may die at. */
  function writing<T extends object>(store: T, mutating: ReadonlySet<string | symbol>): T {
    return new Proxy(store, {
      get: (target, name) => {
        const method = Reflect.get(target, name)
        if (typeof method !== 'function') return method
        return (...given: unknown[]) => {
          alive()
          if (!mutating.has(name)) return Reflect.apply(method, target, given)
          writes += 1
          const isCut = writes === options.cut?.atWrite
          if (isCut && options.cut?.when === 'before') die()
          const result = Reflect.apply(method, target, given)
          if (isCut) die()
          return result
        }
      },
    })
  }
  const journal = writing(realJournal, mutating)

  /** Real work during which time stands still, and which a dead moltd does not begin. */
  function mortal<T extends object>(port: T): T {
    return new Proxy(port, {
      get: (target, name) => {
        const member = Reflect.get(target, name)
        if (typeof member !== 'function') return member
        return (...given: unknown[]) => {
          alive()
          const result = Reflect.apply(member, target, given)
          return result instanceof Promise ? host.clock.during(result) : result
        }
      },
    })
  }

  const world: World = {
    clock: {
      nowMs: () => host.clock.nowMs(),
      monotonicMs: () => host.clock.monotonicMs(),
      uptimeMs: () => host.clock.uptimeMs(),
      sleep: async (ms, signal) => {
        alive()
        await host.clock.sleep(ms, signal)
        alive()
      },
    },
    commands: mortal({ run: async spec => playCommand(host, spec.argv) ?? systemCommands.run(spec) }),
    databases: mortal(sqliteDatabases),
    files: mortal(host.disk.watch(createFiles())),
    http: mortal({ get: async url => answerHttp(host, url) }),
    ids: { newId: () => `run-${host.clock.monotonicMs()}-${writes}` },
    log: quietLog,
    narrator: { tell: () => undefined },
    places,
    processes: mortal({
      list: async () =>
        [...host.updaterPids].map(pid => ({
          pid,
          parentPid: 1,
          startTicks: pid,
          argv: ['openclaw-update'],
          cpuMs: host.clock.monotonicMs(),
          writtenBytes: 0,
        })),
      contextOf: async () => ({ workingDirectory: '/', environment: { OPENCLAW_SYSTEMD_UNIT: unit } }),
      listenersOn: async () =>
        host.state.mainPid === null ? [] : [{ port, address: '127.0.0.1', pid: host.state.mainPid }],
      sample: async () => ({ ageMs: host.clock.monotonicMs(), cpuMs: 0, residentBytes: 400_000_000 }),
      signal: async ({ pid }) => host.updaterPids.delete(pid),
    }),
    registry: mortal({
      distTags: async () => ({ latest: newVersion }),
      manifest: async (_, version) => ({ version, nodeRange: '>=24', integrity: null, unpackedBytes: 1000 }),
      publishedMs: async () => null,
    }),
    supervisor: mortal({
      kind: 'systemd',
      listGateways: async () => [unit],
      define: async () => host.definition,
      inspect: async () => ({ ...host.state }),
      pids: async () => (host.state.mainPid === null ? [] : [host.state.mainPid]),
      stop: () => host.stop(),
      start: () => host.start(),
      reloadDefinitions: async () => undefined,
      readJournal: async (_unit, _sinceMs, maxLines) => host.journal.slice(-maxLines),
      launchJob: async spec => host.launch(spec),
      inspectJob: async name => host.jobs.get(name) ?? { kind: 'unknown' },
      endJob: async name => void host.jobs.delete(name),
    } satisfies World['supervisor']),
    environment,
  }

  const settings: WaySettings = {
    unit: undefined,
    channel: 'stable',
    to: undefined,
    allowDowngrade: false,
    policy: {
      mode: 'auto',
      minimumAgeMs: 0,
      pauseAfterRollbackMs: 0,
      breakerAfterRollbacks: 3,
      securityDeadlineMs: 604_800_000,
      afterBootMs: 600_000,
      window: { days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], from: '00:00', to: '00:00' },
      timezone: 'UTC',
    },
    approve: null,
    drivers: ['openclaw-update'],
    idleLimitMs: 180_000,
    deadlineMs: 2_700_000,
    settleMs: 45_000,
    rehearsal: null,
    soakMs: 10_000,
    readyBudgetMs: 300_000,
    condemn: { failures: 2, of: 3 },
    inconclusive: { waitMs: 0, otherwise: 'rollback' },
    askPerson: null,
    announce: null,
    keep: 3,
    recoveryFolder: undefined,
    quiet: { waitMs: 1_800_000, aheadMs: 300_000, otherwise: 'postpone' },
    advisories: { file: join(places.configFolder, 'advisories.json5'), ignore: [] },
    remedies: 'ask',
    remedy: null,
    checksFolder: join(places.configFolder, 'checks'),
    checkTimeoutMs: 30_000,
    modelCall: false,
    roundTrip: null,
    ...options.settings,
  }
  return {
    way: {
      world,
      quarantine,
      memory,
      questions: writing(realQuestions, new Set(['ask', 'end'])),
      changelogs: { digest: async () => null },
      mirror: null,
      ownReleases: null,
      vault: null,
      settings,
      engine: { journal, clock: world.clock, narrator: world.narrator, log: quietLog },
    },
    writes: () => writes,
    close: () => {
      isDead = true
      realJournal.close()
      quarantine.close()
      memory.close()
      realQuestions.close()
    },
  }
}

function answerHttp(host: VirtualHost, url: string) {
  if (host.served === null) return { kind: 'no-answer', reason: 'ECONNREFUSED' } as const
  const bodies: Record<string, object> = {
    '/healthz': { ok: true, status: 'live' },
    '/startupz': { ok: true, status: 'started', version: host.served },
    '/readyz': { ready: true, failing: [] },
  }
  return { kind: 'answer', status: 200, body: JSON.stringify(bodies[new URL(url).pathname] ?? {}) } as const
}

/** OpenClaw's CLI and loginctl; null: a real command. */
function playCommand(host: VirtualHost, argv: readonly string[]): CommandResult | null {
  const done = (stdout: string, exitCode = 0, stderr = ''): CommandResult => ({
    exitCode,
    stdout,
    stderr,
    signal: null,
    timedOut: false,
    startError: null,
    durationMs: 1,
  })
  if (argv[0] === 'loginctl') return done('Linger=yes\n')
  if (argv[0] !== host.definition.argv[0]) return null
  if (argv[1] === '--version') return done('v24.21.0\n')
  if (argv.includes('set')) {
    if (argv.at(-2) !== 'gateway.bind') return done('no such key in the virtual host', 1)
    host.bind(argv.at(-1))
    return done('Updated gateway.bind.')
  }
  if (host.refusesPlaintext.includes(host.served ?? '') && host.bind() === 'tailnet')
    return done(
      '',
      1,
      'SECURITY ERROR: Gateway URL "ws://100.64.0.1:18789" uses plaintext ws:// to a non-loopback address.',
    )
  return host.served === null
    ? done('{"ok":false,"error":{"type":"gateway_transport_error","message":"ECONNREFUSED"}}', 1)
    : done(JSON.stringify(gatewayAnswers[argv[argv.indexOf('call') + 1] ?? ''] ?? {}))
}

const gatewayAnswers: Record<string, object> = {
  'channels.status': { ts: 0, channelAccounts: {} },
  'cron.list': { jobs: [] },
  'device.pair.list': { paired: [] },
  health: { agents: [{ agentId: 'main', sessions: { count: 1 } }], plugins: { loaded: [], errors: [] } },
  'plugins.list': { plugins: [] },
}

export { oldVersion }
