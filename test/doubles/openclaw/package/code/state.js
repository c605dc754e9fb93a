// The databases: SQLite in WAL mode, a schema version each, migrated forward and never opened by an older program.
import { chmodSync, existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { build, manifest, root } from './places.js'

/** The state was written by a newer program; nothing was touched. */
export class NewerSchemaError extends Error {
  constructor(newer) {
    const [first] = newer
    super(
      [
        'This OpenClaw build cannot open your existing data.',
        `${kinds[first.kind].label} ${first.path} uses newer schema version ${first.version}; this build supports ${first.supported}.`,
        `${refusedBy}.`,
        `Use a build that supports schema ${first.version} or newer with this state directory. To use an older build, restore your pre-update backup created with openclaw backup create.`,
        'See https://docs.openclaw.ai/reference/database-schemas.',
      ].join('\n'),
    )
    const listed = newer.map(
      ({ kind, path, version, supported, writer }) =>
        `${kinds[kind].short} ${path} uses schema ${version}; this build supports ${supported}; writer build ${writer}.`,
    )
    this.gatewayMessage = `Gateway failed to start: Gateway refused startup because ${newer.length} OpenClaw database schema(s) are newer than this build. ${listed.join(' ')} ${refusedBy}. Run a build at least as new as the writer that supports these schemas, or stop the service and restore your pre-upgrade backup created with openclaw backup create. See https://docs.openclaw.ai/reference/database-schemas.`
  }
}

const refusedBy = `Refused by OpenClaw ${manifest.version} (${build.commit.slice(0, 7)}) installed at ${root}`

const kinds = {
  state: { label: 'OpenClaw state database', short: 'state database', path: 'state/openclaw.sqlite' },
  agent: {
    label: 'OpenClaw agent database',
    short: 'agent database for agent main',
    path: 'agents/main/agent/openclaw-agent.sqlite',
  },
}

/** Opens both databases, refusing newer ones before either is touched, and brings older ones forward. */
export function openState(folder, orders = {}) {
  refuseNewer(folder)
  const [state, agent] = Object.keys(kinds).map(kind => open(folder, kind))
  for (const database of [state, agent]) migrate(database)
  if (orders.losesCron) state.connection.exec('DELETE FROM cron_jobs')
  agent.connection.close()
  return state.connection
}

/** Throws NewerSchemaError when any database is newer than this program. */
export function refuseNewer(folder) {
  const there = Object.keys(kinds).filter(kind => existsSync(join(folder, kinds[kind].path)))
  const newer = there.map(kind => peek(folder, kind)).filter(({ version, supported }) => version > supported)
  if (newer.length > 0) throw new NewerSchemaError(newer)
}

function peek(folder, kind) {
  const { connection, ...facts } = open(folder, kind)
  const written =
    facts.version > 0 && connection.prepare('SELECT written_by FROM schema_meta ORDER BY rowid DESC').get()
  connection.close()
  return { ...facts, writer: written ? written.written_by : 'unknown' }
}

function open(folder, kind) {
  const path = join(folder, kinds[kind].path)
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const connection = new DatabaseSync(path)
  connection.exec('PRAGMA busy_timeout = 5000')
  const { user_version: version } = connection.prepare('PRAGMA user_version').get()
  const supported = manifest.openclaw.schemaVersions[kind]
  if (version === 0) {
    connection.exec('PRAGMA journal_mode = WAL')
    chmodSync(path, 0o600)
  }
  return { connection, kind, path, version, supported }
}

function migrate({ connection, kind, version, supported }) {
  if (version === supported) return
  connection.exec('BEGIN IMMEDIATE')
  connection.exec('CREATE TABLE IF NOT EXISTS schema_meta (version INTEGER, written_by TEXT)')
  if (kind === 'state') {
    connection.exec('CREATE TABLE IF NOT EXISTS cron_jobs (id TEXT PRIMARY KEY, job TEXT NOT NULL)')
    connection.exec('CREATE TABLE IF NOT EXISTS update_runs (run_id TEXT PRIMARY KEY, run TEXT NOT NULL)')
  }
  for (let step = version + 1; step <= supported; step += 1) {
    connection.exec(`CREATE TABLE IF NOT EXISTS added_in_${step} (value TEXT)`)
  }
  connection.prepare('INSERT INTO schema_meta VALUES (?, ?)').run(supported, manifest.version)
  connection.exec(`PRAGMA user_version = ${supported}`)
  connection.exec('COMMIT')
}

/** The update record outlives processes: written by the updater, read through the gateway. */
export function saveRun(folder, run) {
  const connection = new DatabaseSync(join(folder, kinds.state.path))
  connection.exec('PRAGMA busy_timeout = 5000')
  connection
    .prepare('INSERT INTO update_runs VALUES (?, ?) ON CONFLICT (run_id) DO UPDATE SET run = excluded.run')
    .run(run.runId, JSON.stringify(run))
  connection.close()
}

export function listRuns(connection) {
  const runs = connection.prepare('SELECT run FROM update_runs').all()
  return runs.map(row => JSON.parse(row.run)).sort((a, b) => b.createdAtMs - a.createdAtMs)
}
