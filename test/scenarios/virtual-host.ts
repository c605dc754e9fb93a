import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { systemCommands } from '../../src/adapters/commands.ts'
import type { JobSpec, JobState, ServiceDefinition, ServiceState } from '../../src/ports/supervisor.ts'
import { scratchRoot } from '../doubles/scratch-root.ts'
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts'
import { createVolatileDisk, type VolatileDisk } from './volatile-disk.ts'

export const oldVersion = '2026.9.5'
export const newVersion = '2026.9.6'
export const unit = 'openclaw-gateway.service'
export const port = 18_789

/** What a version makes of its database. */
const schemaOf: Record<string, number> = { [oldVersion]: 17, [newVersion]: 18 }

/** How the simulated updater behaves. */
export interface UpdaterPlan {
  /** Seconds until it stops the gateway. */
  stopAfterS: number
  /** Seconds without a gateway. */
  downForS: number
}

/**
 * A machine in a temporary folder: real files, real SQLite, the real script at the stop; the processes, systemd and time
 * are played. It lives on when moltd is killed, and loses its processes when the plug is pulled.
 */
export interface VirtualHost {
  home: string
  root: string
  stateFolder: string
  unitFile: string
  /** A login that only goes forward. */
  login: string
  clock: VirtualClock
  disk: VolatileDisk
  definition: ServiceDefinition
  state: ServiceState
  served: string | null
  jobs: Map<string, JobState>
  updaterPids: Set<number>
  /** Says whether anything was ever started that must not be: the old program on new state. */
  violations: string[]
  /** Versions whose CLI refuses plaintext to an address other than loopback, as 2026.2.19 does. */
  refusesPlaintext: string[]
  plan: UpdaterPlan
  /** What the gateway said. */
  journal: string[]
  start(): Promise<void>
  stop(): Promise<void>
  launch(spec: JobSpec): void
  /** Power goes and comes back: what was not synced is lost, no processes, and systemd starts what is enabled and not held. */
  reboot(): Promise<void>
  /** One key of `gateway` in OpenClaw's config; `set` writes it. */
  bind(set?: string): string | null
  /** A row in OpenClaw's own database, written as its gateway would. */
  addCronJob(name: string): void
  cronJobs(): string[]
  schemaOnDisk(): number
  versionOnDisk(): string | null
  remove(): void
}

export function createVirtualHost(plan: UpdaterPlan = { stopAfterS: 20, downForS: 10 }): VirtualHost {
  const home = mkdtempSync(join(scratchRoot, 'moltd-host-'))
  const prefix = join(home, 'npm')
  const root = join(prefix, 'lib', 'node_modules', 'openclaw')
  const stateFolder = join(home, '.openclaw')
  const unitFile = join(home, '.config', 'systemd', 'user', unit)
  const database = join(stateFolder, 'state', 'openclaw.sqlite')
  const login = join(stateFolder, 'credentials', 'whatsapp', 'default', 'creds.json')
  const node = join(home, 'node', 'bin', 'node')
  const clock = createVirtualClock()
  const disk = createVolatileDisk(home, path => /\.sqlite(-\w+)?$/.test(path) && !path.includes('/recovery/'))
  let boots = 0
  let nextPid = 1000

  const host: VirtualHost = {
    home,
    root,
    stateFolder,
    unitFile,
    login,
    clock,
    disk,
    definition: {
      unit,
      argv: [node, join(root, 'dist', 'index.js'), 'gateway', '--port', String(port)],
      environment: { HOME: home, PATH: '/usr/bin:/bin' },
      workingDirectory: null,
      fragmentPath: unitFile,
      dropInPaths: [],
      restart: 'always',
      stopTimeoutMs: 30_000,
    },
    state: {
      unit,
      active: 'inactive',
      sub: 'dead',
      mainPid: null,
      mainStartedUs: null,
      restarts: 0,
      exitStatus: null,
    },
    served: null,
    jobs: new Map(),
    updaterPids: new Set(),
    violations: [],
    refusesPlaintext: [],
    plan,
    journal: ['a line of the journal'],
    start: async () => {
      if (host.state.mainPid !== null) return
      if (isHeld()) return
      const version = host.versionOnDisk()
      if (version === null || readIfThere(unitFile) === '') {
        host.state = { ...host.state, active: 'failed', sub: 'failed', exitStatus: 1 }
        return
      }
      const supported = schemaOf[version] ?? -1
      if (host.schemaOnDisk() > supported) {
        host.violations.push(`${version} was started on schema ${host.schemaOnDisk()}`)
        host.state = { ...host.state, active: 'failed', sub: 'failed', exitStatus: 78 }
        return
      }
      withDatabase(db => db.exec(`PRAGMA user_version = ${supported}`))
      nextPid += 1
      host.state = {
        ...host.state,
        active: 'active',
        sub: 'running',
        mainPid: nextPid,
        mainStartedUs: nextPid * 1000,
        exitStatus: null,
      }
      host.served = version
    },
    stop: async () => {
      if (host.state.mainPid === null) return
      host.state = {
        ...host.state,
        active: 'inactive',
        sub: 'dead',
        mainPid: null,
        mainStartedUs: null,
        exitStatus: 0,
      }
      host.served = null
      const script = join(home, '.local', 'share', 'moltd', 'exact-pass.sh')
      const armed = join(home, '.local', 'share', 'moltd', 'armed', unit)
      if (readIfThere(armed) !== null)
        await systemCommands.run({
          argv: ['/bin/sh', script, armed, '30'],
          env: { PATH: `${disk.toolsFolder}:/usr/bin:/bin` },
          timeoutMs: 30_000,
        })
    },
    launch: ({ name, argv, stdoutPath }) => {
      nextPid += 1
      const pid = nextPid
      const boot = boots
      host.jobs.set(name, { kind: 'running', pids: [pid] })
      host.updaterPids.add(pid)
      if (!argv.includes('update')) throw new Error(`the virtual host knows no job ${argv.join(' ')}`)
      const isAlive = () => boot === boots
      clock.after(host.plan.stopAfterS * 1000, async () => {
        if (!isAlive()) return
        await host.stop()
        renameSync(root, `${root}.old`)
        installProgram(root, newVersion)
        writeFileSync(unitFile, unitTextOf(newVersion))
        writeFileSync(login, '{ "version": 1, "step": 2 }')
        disk.settle(login)
        withDatabase(db =>
          db.exec(
            `PRAGMA user_version = ${schemaOf[newVersion]}; INSERT INTO cron VALUES ('written by the new version')`,
          ),
        )
      })
      clock.after((host.plan.stopAfterS + host.plan.downForS) * 1000, async () => {
        if (!isAlive()) return
        rmSync(`${root}.old`, { recursive: true, force: true })
        await host.start()
        writeFileSync(stdoutPath, JSON.stringify({ status: 'ok', after: { version: newVersion } }))
        host.updaterPids.delete(pid)
        host.jobs.set(name, { kind: 'ended', exitStatus: 0 })
      })
    },
    reboot: async () => {
      disk.losePower()
      boots += 1
      host.jobs.clear()
      host.updaterPids.clear()
      host.state = {
        ...host.state,
        active: 'inactive',
        sub: 'dead',
        mainPid: null,
        mainStartedUs: null,
        restarts: 0,
        exitStatus: null,
      }
      host.served = null
      await host.start()
    },
    bind: set => {
      const path = join(stateFolder, 'openclaw.json')
      const config = JSON.parse(readFileSync(path, 'utf8'))
      if (set !== undefined) config.gateway.bind = set
      if (set !== undefined) writeFileSync(path, JSON.stringify(config))
      return config.gateway.bind ?? null
    },
    addCronJob: name => withDatabase(db => db.prepare('INSERT INTO cron VALUES (?)').run(name)),
    cronJobs: () =>
      withDatabase(db =>
        db
          .prepare('SELECT name FROM cron')
          .all()
          .map(row => String(row.name)),
      ),
    schemaOnDisk: () => withDatabase(db => Number(db.prepare('PRAGMA user_version').get()?.user_version)),
    versionOnDisk: () =>
      /"version": "([^"]+)"/.exec(readIfThere(join(root, 'package.json')) ?? '')?.[1] ?? null,
    remove: () => rmSync(home, { recursive: true, force: true }),
  }

  function isHeld(): boolean {
    return readIfThere(join(home, '.local', 'share', 'moltd', 'hold', unit)) !== null
  }

  function withDatabase<T>(use: (db: DatabaseSync) => T): T {
    const db = new DatabaseSync(database)
    try {
      return use(db)
    } finally {
      db.close()
    }
  }

  installProgram(root, oldVersion)
  mkdirSync(join(prefix, 'bin'), { recursive: true })
  symlinkSync('../lib/node_modules/openclaw/openclaw.mjs', join(prefix, 'bin', 'openclaw'))
  mkdirSync(dirname(node), { recursive: true })
  writeFileSync(node, '#!/bin/sh\necho v24.21.0\n', { mode: 0o755 })
  mkdirSync(dirname(database), { recursive: true })
  mkdirSync(join(stateFolder, 'workspace'))
  writeFileSync(join(stateFolder, 'workspace', 'mine.txt'), 'mine')
  writeFileSync(
    join(stateFolder, 'openclaw.json'),
    JSON.stringify({ gateway: { port, auth: { token: 'a-token-of-the-test-that-is-long-enough' } } }),
    { mode: 0o600 },
  )
  mkdirSync(dirname(unitFile), { recursive: true })
  writeFileSync(unitFile, unitTextOf(oldVersion))
  mkdirSync(dirname(login), { recursive: true, mode: 0o700 })
  writeFileSync(login, '{ "version": 1, "step": 1 }', { mode: 0o600 })
  withDatabase(db =>
    db.exec('PRAGMA journal_mode = WAL; CREATE TABLE cron (name TEXT); PRAGMA user_version = 17'),
  )
  disk.settle()
  return host
}

/** An update rewrites the unit. */
export function unitTextOf(version: string): string {
  return `[Service]\nExecStart=node\nEnvironment=OPENCLAW_SERVICE_VERSION=${version}\n`
}

function installProgram(root: string, version: string): void {
  mkdirSync(join(root, 'dist'), { recursive: true })
  writeFileSync(join(root, 'package.json'), `{\n  "name": "openclaw",\n  "version": "${version}"\n}\n`)
  writeFileSync(join(root, 'openclaw.mjs'), `// launcher of ${version}\n`)
  writeFileSync(join(root, 'dist', 'index.js'), `// gateway of ${version}\n`)
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null // it is not there: what the caller asks
  }
}
