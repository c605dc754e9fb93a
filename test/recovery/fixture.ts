import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { systemClock } from '../../src/adapters/clock.ts'
import { systemCommands } from '../../src/adapters/commands.ts'
import { sqliteDatabases } from '../../src/adapters/databases.ts'
import { createFiles } from '../../src/adapters/files.ts'
import type { Gateway } from '../../src/openclaw/gateway.ts'
import type { Files } from '../../src/ports/files.ts'
import type { World } from '../../src/ports/world.ts'
import { classifyStatePath } from '../../src/recovery/state-paths.ts'
import { planRecoveryPoint, takeRecoveryPoint } from '../../src/recovery/take.ts'
import { scratchRoot } from '../doubles/scratch-root.ts'

export const awkward = 'two words\nand a line, ü'

export type HostWorld = Pick<
  World,
  'files' | 'databases' | 'commands' | 'clock' | 'places' | 'environment' | 'supervisor'
>

/** In memory where that is possible: the tests sync after every change. */

/** A home with an OpenClaw that looks like the real one, with a real SQLite database held open in WAL mode. */
export interface Host {
  home: string
  gateway: Gateway
  world: HostWorld
  /** As the running gateway: adds a cron job to the database. */
  addJob(name: string): void
  jobs(): string[]
  put(path: string, text: string): void
  /** The gateway stops, as `systemctl stop` would do it; the database is closed and checkpointed. */
  stop(environment?: Record<string, string>): void
  /** It dies without a word: what is in the write-ahead log stays there. */
  kill(): void
  /** What OpenClaw's own updater does to program, state and unit. */
  becomeNewer(): void
  /** Everything of the program, the state and the unit, for comparing. */
  photograph(): Record<string, string>
  reloads: { count: number }
  remove(): void
}

export function makeHost(wrap: (files: Files) => Files = files => files): Host {
  const home = mkdtempSync(join(scratchRoot, 'moltd-recovery-'))
  const root = join(home, '.npm-global/lib/node_modules/openclaw')
  const state = join(home, '.openclaw')
  const unitFile = join(home, '.config/systemd/user/openclaw-gateway.service')
  const databasePath = join(state, 'state/openclaw.sqlite')
  const put = (path: string, text: string, mode = 0o600) => {
    mkdirSync(dirname(join(home, path)), { recursive: true })
    writeFileSync(join(home, path), text)
    chmodSync(join(home, path), mode)
  }
  const putPackage = (version: string) => {
    const folder = '.npm-global/lib/node_modules/openclaw'
    put(`${folder}/package.json`, JSON.stringify({ name: 'openclaw', version }, null, 2))
    put(`${folder}/openclaw.mjs`, `// ${version}`, 0o755)
    put(`${folder}/dist/index.js`, `serve('${version}')`)
    put(`${folder}/node_modules/left-pad/index.js`, 'pad')
    put(`${folder}/dist/${awkward}.js`, 'odd')
    symlinkSync('../left-pad/index.js', join(root, 'node_modules/.link'))
  }
  putPackage('2026.9.5')
  put('.config/systemd/user/openclaw-gateway.service', '[Service]\nStartLimitBurst=5\n', 0o644)
  put('.config/systemd/user/openclaw-gateway.service.d/mine.conf', '[Service]\nNice=5\n', 0o644)
  mkdirSync(join(home, '.npm-global/bin'), { recursive: true })
  symlinkSync('../lib/node_modules/openclaw/openclaw.mjs', join(home, '.npm-global/bin/openclaw'))
  for (const [path, text] of Object.entries(stateFiles)) put(`.openclaw/${path}`, text)
  symlinkSync('openclaw.json', join(state, 'link.json'))
  mkdirSync(join(state, 'state'), { recursive: true })
  let open: DatabaseSync | null = new DatabaseSync(databasePath)
  open.exec('PRAGMA journal_mode=WAL; PRAGMA user_version=18; CREATE TABLE jobs (name TEXT)')
  open.exec("INSERT INTO jobs VALUES ('from the beginning')")

  const reloads = { count: 0 }
  const definition = {
    unit: 'openclaw-gateway.service',
    argv: ['/opt/node', join(root, 'dist/index.js')],
    environment: {},
    workingDirectory: null,
    fragmentPath: unitFile,
    dropInPaths: [join(`${unitFile}.d`, 'mine.conf')],
    restart: 'always',
    stopTimeoutMs: 60_000,
  }
  const gateway: Gateway = {
    unit: 'openclaw-gateway.service',
    profile: null,
    port: 18830,
    installation: {
      kind: 'npm',
      root,
      prefix: join(home, '.npm-global'),
      version: '2026.9.5',
      launchers: [
        { path: join(home, '.npm-global/bin/openclaw'), target: '../lib/node_modules/openclaw/openclaw.mjs' },
      ],
    },
    node: { path: '/opt/node', version: '24.16.0' },
    entry: join(root, 'dist/index.js'),
    stateFolder: state,
    configPath: join(state, 'openclaw.json'),
    definition,
  }
  const dataFolder = join(home, '.local/share/moltd')
  const files = wrap(createFiles())
  const world: HostWorld = {
    files,
    databases: sqliteDatabases,
    commands: systemCommands,
    clock: systemClock,
    environment: process.env,
    places: {
      home,
      configFolder: join(home, '.config/moltd'),
      dataFolder,
      runtimeFolder: join(home, 'run'),
      temporaryFolder: scratchRoot,
      uid: process.getuid?.() ?? 0,
    },
    supervisor: {
      ...supervisorDouble(),
      define: async () => definition,
      reloadDefinitions: async () => void reloads.count++,
    },
  }

  const runHook = (environment: Record<string, string>) => {
    const data = join(home, '.local/share/moltd')
    const hook = [join(data, 'exact-pass.sh'), join(data, 'armed/openclaw-gateway.service'), '60']
    if (!existsSync(hook[0] ?? '')) return
    const ran = spawnSync('/bin/sh', hook, { env: { ...process.env, ...environment }, encoding: 'utf8' })
    if (ran.status !== 0) throw new Error(`the exact pass must always succeed: ${ran.stderr}`)
  }
  return {
    home,
    gateway,
    world,
    reloads,
    put: (path, text) => put(path, text),
    addJob: name => open?.prepare('INSERT INTO jobs VALUES (?)').run(name),
    jobs: () => {
      using database = new DatabaseSync(databasePath)
      return database
        .prepare('SELECT name FROM jobs')
        .all()
        .map(row => String(row.name))
    },
    stop(environment = {}) {
      open?.close()
      open = null
      runHook(environment)
    },
    kill() {
      // A copy of the three files is what a killed process leaves; closing would checkpoint them away.
      const left = ['', '-wal', '-shm'].map(
        suffix => [databasePath + suffix, readFileSync(databasePath + suffix)] as const,
      )
      open?.close()
      open = null
      for (const [path, bytes] of left) writeFileSync(path, bytes)
      runHook({})
    },
    becomeNewer() {
      rmSync(root, { recursive: true })
      putPackage('2026.9.6')
      put('.npm-global/lib/node_modules/openclaw/dist/brand-new.js', 'new')
      using database = new DatabaseSync(databasePath)
      database.exec("PRAGMA user_version=19; INSERT INTO jobs VALUES ('by the new one')")
      put('.openclaw/openclaw.json', '{"meta":{"lastTouchedVersion":"2026.9.6"}}')
      put('.openclaw/brand-new/file', 'new')
      rmSync(join(state, 'cron'), { recursive: true })
      put('.config/systemd/user/openclaw-gateway.service', '[Service]\nStartLimitBurst=10\n')
      put('.openclaw/workspace/notes.md', 'written under the new version')
      put('.openclaw/credentials/whatsapp/me/creds.json', '{"noiseKey":2,"counter":99}')
    },
    photograph: () => ({
      ...photograph(root, 'package'),
      ...photograph(state, 'state'),
      ...photograph(dirname(unitFile), 'unit'),
    }),
    remove: () => {
      open?.close()
      rmSync(home, { recursive: true, force: true })
    },
  }
}

export async function takePointOf(host: Host, id = 'first') {
  const plan = await planRecoveryPoint(host.world, host.gateway, {
    id,
    runId: 'run',
    reason: 'before-update',
  })
  return takeRecoveryPoint(host.world, plan)
}

const stateFiles: Record<string, string> = {
  'openclaw.json':
    '{"meta":{"lastTouchedVersion":"2026.9.5"},"agents":{"list":[{"workspace":"~/.openclaw/agents/main/desk"}]}}',
  '.env': 'SECRET=1',
  'cron/jobs.json': '[]',
  [`agents/main/${awkward}`]: 'odd',
  'agents/main/desk/mine.md': 'mine',
  'agents/main/workspace/mine.md': 'mine too',
  'agents/main/session.lock': 'pid',
  'credentials/whatsapp/me/creds.json': '{"noiseKey":1,"counter":7}',
  'credentials/discord.json': '{}',
  'extensions/bot/yarn.lock': 'part of the program',
  'workspace/notes.md': 'notes',
  'media/picture.png': 'picture',
  'cache/blob': 'blob',
  'logs/today.log': 'log',
  'tmp/lock': 'lock',
}

/** Databases by their content, since no two files of the same rows need be equal; what is disposable is left out. */
function photograph(folder: string, name: string, below = ''): Record<string, string> {
  const seen: Record<string, string> = {}
  for (const child of readdirSync(join(folder, below)).sort()) {
    const path = below === '' ? child : `${below}/${child}`
    if (name === 'state' && (classifyStatePath(path) === 'disposable' || /-(wal|shm)$/.test(path))) continue
    const stats = lstatSync(join(folder, path))
    const mode = (stats.mode & 0o777).toString(8)
    if (stats.isDirectory()) Object.assign(seen, photograph(folder, name, path))
    else if (stats.isSymbolicLink()) seen[`${name}/${path}`] = `-> ${readlinkSync(join(folder, path))}`
    else
      seen[`${name}/${path}`] =
        `${mode} ${path.endsWith('.sqlite') ? describeDatabase(join(folder, path)) : readFileSync(join(folder, path), 'utf8')}`
  }
  return seen
}

function describeDatabase(path: string): string {
  using database = new DatabaseSync(path)
  const rows = database.prepare('SELECT name FROM jobs').all()
  return JSON.stringify([
    database.prepare('PRAGMA user_version').get()?.user_version,
    rows.map(row => row.name),
  ])
}

function supervisorDouble(): World['supervisor'] {
  const refuse = async () => {
    throw new Error('recovery points ask for no such thing')
  }
  return {
    kind: 'systemd',
    listGateways: refuse,
    define: refuse,
    inspect: async unit => ({
      unit,
      active: 'active',
      sub: 'running',
      mainPid: process.pid,
      mainStartedUs: 1,
      restarts: 0,
      exitStatus: null,
    }),
    pids: refuse,
    stop: refuse,
    start: refuse,
    reloadDefinitions: async () => undefined,
    readJournal: refuse,
    launchJob: refuse,
    inspectJob: refuse,
    endJob: refuse,
  }
}
