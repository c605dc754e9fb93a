// The same contract against the real package: node test/doubles/openclaw/contract-real.ts <npm prefix> [port]
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { contract } from './contract.ts'
import type { Subject } from './contract-calls.ts'
import { findFreePort } from './stand-in-home.ts'

const [prefix, port] = process.argv.slice(2)
if (prefix === undefined) throw new Error('name the npm prefix that openclaw is installed in')
const failed = await runContract(prefix, port === undefined ? await findFreePort() : Number(port))
process.exit(failed === 0 ? 0 : 1)

/** Runs every clause in a throw-away home; returns how many failed. */
async function runContract(prefix: string, port: number): Promise<number> {
  const home = await mkdtemp(join(tmpdir(), 'moltd-contract-'))
  const subject = await describeReal(prefix, home, port)
  let failures = 0
  for (const { title, check } of contract) {
    const startedAt = performance.now()
    const error: unknown = await check(subject).then(
      () => null,
      thrown => thrown,
    )
    const took = `${((performance.now() - startedAt) / 1000).toFixed(1)} s`
    console.log(`${error === null ? 'ok    ' : 'not ok'} real ${subject.version}: ${title} (${took})`)
    if (error !== null) {
      failures += 1
      console.log(error)
    }
  }
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
  return failures
}

async function describeReal(prefix: string, home: string, port: number): Promise<Subject> {
  const root = join(prefix, 'lib/node_modules/openclaw')
  const stateFolder = join(home, '.openclaw')
  const configPath = join(stateFolder, 'openclaw.json')
  const auth = { mode: 'token', token: 'contract-token-0123456789abcdef0123' }
  await mkdir(stateFolder, { mode: 0o700 })
  await writeFile(configPath, JSON.stringify({ gateway: { mode: 'local', port, bind: 'loopback', auth } }), {
    mode: 0o600,
  })
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  return {
    prefix,
    root,
    version,
    stateFolder,
    configPath,
    port,
    argv: [process.execPath, join(root, 'dist/index.js'), 'gateway', '--port', String(port)],
    environment: {
      HOME: home,
      PATH: process.env.PATH ?? '/usr/bin:/bin',
      OPENCLAW_GATEWAY_PORT: String(port),
    },
  }
}
