import { dirname, join } from 'node:path'
import { createFiles } from '../../src/adapters/files.ts'
import type { Gateway } from '../../src/openclaw/gateway.ts'
import type { UpdateWorld } from '../../src/phases/update/index.ts'
import type { CommandResult, CommandSpec } from '../../src/ports/commands.ts'
import type { EntryStat } from '../../src/ports/files.ts'
import type { ProcessContext, ProcessInfo } from '../../src/ports/processes.ts'
import type { JobSpec, JobState, ServiceState } from '../../src/ports/supervisor.ts'
import { createFakeClock, type FakeClock } from './fake-clock.ts'
import { quietLog } from './quiet-log.ts'

export const root = '/home/claw/.npm-global/lib/node_modules/openclaw'

export const gateway: Gateway = {
  unit: 'openclaw-gateway.service',
  profile: null,
  port: 18_789,
  installation: {
    kind: 'npm',
    root,
    prefix: '/home/claw/.npm-global',
    version: '2026.9.4',
    launchers: [],
  },
  node: { path: '/opt/node24/node', version: '24.21.0' },
  entry: `${root}/dist/index.js`,
  stateFolder: '/home/claw/.openclaw',
  configPath: '/home/claw/.openclaw/openclaw.json',
  definition: {
    unit: 'openclaw-gateway.service',
    argv: ['/opt/node24/node', `${root}/dist/index.js`, 'gateway'],
    environment: { HOME: '/home/claw', PATH: '/opt/node24:/usr/bin' },
    workingDirectory: null,
    fragmentPath: '/home/claw/.config/systemd/user/openclaw-gateway.service',
    dropInPaths: [],
    restart: 'always',
    stopTimeoutMs: 30_000,
  },
}

/** A host whose facts the test sets, and which says what was done to it. */
export interface FakeUpdateHost {
  clock: FakeClock
  world: UpdateWorld
  disk: { version: string | null; inode: number; siblings: string[]; texts: Map<string, string> }
  unit: ServiceState
  /** What `/startupz` says; null: nobody listens. */
  served: { version: string; started: boolean } | null
  processes: (ProcessInfo & { context: ProcessContext })[]
  jobs: Map<string, JobState>
  /** In order: commands, signals, jobs, stops and starts. */
  done: string[]
  told: string[]
  onCommand: (argv: readonly string[]) => Partial<CommandResult>
  onJob: (spec: JobSpec) => void
  onStop: () => void
  onStart: () => void
  /** A process of an updater of this installation, which uses CPU at a steady rate. */
  addUpdater(pid: number, cpuMsPerSecond: number): void
  removeProcess(pid: number): void
}

export function createFakeUpdateHost(version: string): FakeUpdateHost {
  const clock = createFakeClock()
  const rates = new Map<number, number>()
  const host: Omit<FakeUpdateHost, 'world'> = {
    clock,
    disk: { version, inode: 100, siblings: [], texts: new Map() },
    unit: {
      unit: gateway.unit,
      active: 'active',
      sub: 'running',
      mainPid: 500,
      mainStartedUs: 1,
      restarts: 0,
      exitStatus: null,
    },
    served: { version, started: true },
    processes: [],
    jobs: new Map(),
    done: [],
    told: [],
    onCommand: () => ({}),
    onJob: () => undefined,
    onStop: () => {
      host.unit = { ...host.unit, active: 'inactive', sub: 'dead', mainPid: null, mainStartedUs: null }
      host.served = null
    },
    onStart: () => {
      serveNewly(host, host.disk.version ?? '')
    },
    addUpdater(pid, cpuMsPerSecond) {
      rates.set(pid, cpuMsPerSecond)
      host.processes.push({
        pid,
        parentPid: 1,
        startTicks: pid * 10,
        argv: ['openclaw-update'],
        cpuMs: 0,
        writtenBytes: 0,
        context: {
          workingDirectory: '/tmp',
          environment: { HOME: '/home/claw', OPENCLAW_SYSTEMD_UNIT: gateway.unit },
        },
      })
    },
    removeProcess(pid) {
      host.processes = host.processes.filter(process => process.pid !== pid)
    },
  }
  const stat = async (path: string): Promise<EntryStat | null> => {
    const isRoot = path === root && host.disk.version !== null
    const text = host.disk.texts.get(path)
    if (!isRoot && text === undefined) return null
    return {
      kind: isRoot ? 'directory' : 'file',
      sizeBytes: text?.length ?? 0,
      modifiedMs: 0,
      bornMs: 0,
      mode: 0o644,
      uid: 1,
      inode: host.disk.inode,
      device: 1,
      links: 1,
    }
  }
  const world: UpdateWorld = {
    clock,
    environment: {},
    log: quietLog,
    narrator: { tell: event => event.kind === 'waiting' && host.told.push(event.text) },
    files: {
      ...createFiles(),
      stat,
      statTarget: stat,
      list: async path =>
        path === dirname(root) ? [...host.disk.siblings, ...(host.disk.version ? ['openclaw'] : [])] : [],
      readTextIfThere: async path => {
        if (path === join(root, 'package.json') && host.disk.version !== null) {
          return JSON.stringify({ name: 'openclaw', version: host.disk.version })
        }
        return host.disk.texts.get(path) ?? null
      },
      canWrite: async () => true,
      makeFolder: async () => undefined,
      remove: async () => undefined,
      move: async (from, to) => {
        host.done.push(`move ${from} ${to}`)
      },
    },
    http: {
      get: async () => {
        if (host.served === null) return { kind: 'no-answer', reason: 'ECONNREFUSED' }
        const { version: served, started } = host.served
        const status = started ? 'started' : 'starting'
        return { kind: 'answer', status: 200, body: JSON.stringify({ ok: started, status, version: served }) }
      },
    },
    commands: {
      run: async (spec: CommandSpec) => {
        host.done.push(`run ${spec.argv.slice(2).join(' ')}`)
        return { ...silence, ...host.onCommand(spec.argv) }
      },
    },
    processes: {
      list: async () =>
        host.processes.map(({ context: _, ...process }) => ({
          ...process,
          cpuMs: (clock.monotonicMs() / 1_000) * (rates.get(process.pid) ?? 0),
        })),
      contextOf: async ({ pid }) => host.processes.find(process => process.pid === pid)?.context ?? null,
      listenersOn: async () => [],
      sample: async () => null,
      signal: async ({ pid }, signal) => {
        host.done.push(`${signal} ${pid}`)
        host.removeProcess(pid)
        return true
      },
    },
    supervisor: {
      kind: 'systemd',
      listGateways: async () => [gateway.unit],
      define: async () => gateway.definition,
      inspect: async () => ({ ...host.unit }),
      pids: async () => [],
      stop: async () => {
        host.done.push('stop')
        host.onStop()
      },
      start: async () => {
        host.done.push('start')
        host.onStart()
      },
      reloadDefinitions: async () => undefined,
      readJournal: async () => [],
      launchJob: async spec => {
        host.done.push(`job ${spec.name}`)
        host.onJob(spec)
      },
      inspectJob: async name => host.jobs.get(name) ?? { kind: 'unknown' },
      endJob: async name => {
        host.done.push(`end ${name}`)
        host.jobs.delete(name)
      },
    },
  }
  return Object.assign(host, { world })
}

/** A new main process that serves this version. */
export function serveNewly(host: Pick<FakeUpdateHost, 'unit' | 'served'>, version: string): void {
  const { mainPid, mainStartedUs } = host.unit
  host.unit = {
    ...host.unit,
    active: 'active',
    sub: 'running',
    mainPid: (mainPid ?? 500) + 1,
    mainStartedUs: (mainStartedUs ?? 1) + 1,
  }
  host.served = { version, started: true }
}

const silence: CommandResult = {
  exitCode: 0,
  signal: null,
  stdout: '',
  stderr: '',
  timedOut: false,
  startError: null,
  durationMs: 1,
}
