import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { cp, lstat, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { calls, cli, type Subject } from './contract-calls.ts'
import { isReady, probe, runGateway, waitForProbe } from './run-gateway.ts'

interface Clause {
  title: string
  check(subject: Subject): Promise<void>
}

/** What moltd relies on, in the order in which it must be run: the stand-in is held to it, and so is the real package. */
export const contract: readonly Clause[] = [
  {
    title:
      'the package lies below the prefix, with a relative launcher, its version, engines and schema versions',
    async check({ prefix, root, version }) {
      const manifest = await readJson(join(root, 'package.json'))
      assert.equal(manifest.name, 'openclaw')
      assert.equal(manifest.version, version)
      assert.equal(manifest.type, 'module')
      assert.deepEqual(manifest.bin, { openclaw: 'openclaw.mjs' })
      assert.equal(typeof manifest.engines.node, 'string')
      assert.deepEqual(Object.keys(manifest.openclaw.schemaVersions), ['state', 'agent'])
      assert.equal(await readlink(join(prefix, 'bin/openclaw')), '../lib/node_modules/openclaw/openclaw.mjs')
      assert.ok(((await stat(join(root, 'openclaw.mjs'))).mode & 0o111) === 0o111)
      assert.ok((await lstat(join(root, 'dist/index.js'))).isFile())
      const build = await readJson(join(root, 'dist/build-info.json'))
      assert.equal(build.version, version)
      assert.match(build.commit, /^[0-9a-f]{40}$/)
    },
  },
  {
    title: '--version is the name, the version and a short commit',
    async check(subject) {
      const { commit } = await readJson(join(subject.root, 'dist/build-info.json'))
      const result = await cli(subject, ['--version'])
      assert.equal(result.exitCode, 0)
      assert.equal(result.stdout.trim(), `OpenClaw ${subject.version} (${commit.slice(0, 7)})`)
    },
  },
  {
    title: 'the probes answer JSON, any other page is a page',
    check: subject =>
      withGateway(subject, async () => {
        const { port, version } = subject
        assert.deepEqual(await probeJson(port, 'healthz'), {
          status: 200,
          body: { ok: true, status: 'live' },
        })
        const startup = await probeJson(port, 'startupz')
        assert.equal(startup.status, 200)
        assert.deepEqual(Object.keys(startup.body), ['ok', 'status', 'version', 'uptimeMs'])
        assert.equal(startup.body.version, version)
        assert.equal(startup.body.status, 'started')
        const ready = await probeJson(port, 'readyz')
        assert.deepEqual(Object.keys(ready.body), ['ready', 'failing', 'uptimeMs', 'eventLoop'])
        assert.deepEqual(ready.body.failing, [])
        const page = await probe(port, '')
        assert.equal(page?.status, 200)
        assert.match(page?.type ?? '', /text\/html/)
        for (const call of calls) await call(subject)
      }),
  },
  {
    title: 'SIGTERM ends it cleanly, and a second gateway on the same state gives up',
    async check(subject) {
      const gateway = runGateway(subject)
      try {
        await waitForProbe(subject.port, 'readyz', isReady, 120_000)
        const second = await runGateway(subject).ended()
        assert.equal(second.exitCode, 78)
        assert.match(second.output, /another gateway \(pid \d+\) already owns|another OpenClaw process owns/i)
      } finally {
        const ended = await gateway.stop()
        assert.equal(ended.exitCode, 0)
      }
    },
  },
  {
    title: 'a config with a key that it does not know ends the start with exit 78',
    async check(subject) {
      const good = await readFile(subject.configPath, 'utf8')
      await writeFile(subject.configPath, JSON.stringify({ ...JSON.parse(good), nonsense: { key: 1 } }))
      const refused = await runGateway(subject).ended()
      const validate = await cli(subject, ['config', 'validate', '--json'])
      await writeFile(subject.configPath, good)
      assert.equal(validate.exitCode, 1)
      const { valid, issues } = JSON.parse(validate.stdout)
      assert.deepEqual(
        [valid, issues],
        [false, [{ path: '<root>', message: 'Unrecognized key: "nonsense"' }]],
      )
      assert.equal(refused.exitCode, 78)
      assert.match(refused.output, /Unrecognized key: "nonsense"/)
    },
  },
  {
    title: 'doctor --lint --json lists findings by check and severity, and exits 1 for a warning',
    async check(subject) {
      const lint = await cli(subject, ['doctor', '--lint', '--json'])
      const { findings } = JSON.parse(lint.stdout.split('\n').findLast(line => line.startsWith('{')) ?? '')
      assert.ok(findings.length > 0)
      assert.equal(lint.exitCode, 1)
      for (const { checkId, severity, message } of findings) {
        assert.deepEqual([typeof checkId, typeof message], ['string', 'string'])
        assert.ok(['error', 'info', 'warning'].includes(severity))
      }
    },
  },
  {
    title: 'with the gateway down, calls fail with exit 1 and say that nobody is there',
    async check(subject) {
      const { port } = subject
      const call = await cli(subject, ['gateway', 'call', 'health', '--json', '--timeout', '5000'])
      assert.equal(call.exitCode, 1)
      assert.deepEqual(JSON.parse(call.stdout), {
        ok: false,
        error: {
          type: 'gateway_transport_error',
          kind: 'closed',
          message: `Gateway not reachable at ws://127.0.0.1:${port} (ECONNREFUSED).`,
          reason: `connect ECONNREFUSED 127.0.0.1:${port}`,
        },
        gateway: { url: `ws://127.0.0.1:${port}`, urlSource: 'local loopback', bindDetail: 'Bind: loopback' },
      })
      const list = await cli(subject, ['cron', 'list', '--json'])
      assert.equal(list.exitCode, 1)
      assert.equal(JSON.parse(list.stdout).error.type, 'cli_error')
      assert.match(JSON.parse(list.stdout).error.message, /Gateway not reachable[\s\S]*Gateway target:/)
      const status = await cli(subject, ['gateway', 'status', '--json'])
      assert.equal(status.exitCode, 0)
      const { rpc, gateway } = JSON.parse(status.stdout)
      assert.equal(rpc.ok, false)
      assert.equal(rpc.error, `connect ECONNREFUSED 127.0.0.1:${port}`)
      assert.equal(gateway.version, null)
    },
  },
  {
    title:
      'the databases, of which the agent one may come later, are in WAL mode at the schema versions that the package states',
    async check({ root, stateFolder }) {
      const { schemaVersions } = (await readJson(join(root, 'package.json'))).openclaw
      for (const [kind, path] of Object.entries(databases)) {
        if (kind === 'agent' && !existsSync(join(stateFolder, path))) continue
        const database = new DatabaseSync(join(stateFolder, path), { readOnly: true })
        assert.deepEqual(
          { ...database.prepare('PRAGMA user_version').get() },
          { user_version: schemaVersions[kind] },
        )
        assert.deepEqual({ ...database.prepare('PRAGMA journal_mode').get() }, { journal_mode: 'wal' })
        database.close()
      }
    },
  },
  {
    title: 'a newer state is refused: exit 78 from the gateway, 1 from the CLI, and nothing changes',
    async check(subject) {
      const stateFolder = `${subject.stateFolder}-newer`
      await cp(subject.stateFolder, stateFolder, { recursive: true })
      const path = join(stateFolder, databases.state)
      const database = new DatabaseSync(path)
      database.exec('PRAGMA user_version = 999')
      database.close()
      const there = {
        ...subject,
        configPath: join(stateFolder, 'openclaw.json'),
        environment: {
          ...subject.environment,
          OPENCLAW_STATE_DIR: stateFolder,
          OPENCLAW_CONFIG_PATH: join(stateFolder, 'openclaw.json'),
        },
      }
      const refused = await runGateway(there).ended()
      assert.equal(refused.exitCode, 78)
      assert.match(
        refused.output,
        /Gateway refused startup because 1 OpenClaw database schema\(s\) are newer than this build\./,
      )
      assert.ok(refused.output.includes(`state database ${path} uses schema 999; this build supports `))
      const validate = await cli(there, ['config', 'validate', '--json'])
      assert.equal(validate.exitCode, 1)
      assert.match(
        JSON.parse(validate.stdout).error.message,
        /uses newer schema version 999; this build supports \d+\./,
      )
      await rm(stateFolder, { recursive: true })
    },
  },
]

const databases = {
  state: 'state/openclaw.sqlite',
  agent: 'agents/main/agent/openclaw-agent.sqlite',
} as const

async function withGateway(subject: Subject, use: () => Promise<void>): Promise<void> {
  const gateway = runGateway(subject)
  try {
    await waitForProbe(subject.port, 'readyz', isReady, 120_000)
    await use()
  } finally {
    await gateway.stop()
  }
}

async function probeJson(port: number, path: string) {
  const answer = await probe(port, path)
  assert.match(answer?.type ?? '', /^application\/json/)
  return { status: answer?.status, body: JSON.parse(answer?.body ?? '') }
}

async function readJson(path: string) {
  return JSON.parse(await readFile(path, 'utf8'))
}
