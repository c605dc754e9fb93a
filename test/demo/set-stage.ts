import { mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { execa } from 'execa'
import { type ChildSupervisor, createChildSupervisor } from '../../src/adapters/child-supervisor.ts'
import { directHttp } from '../../src/adapters/http.ts'
import { resolvePlaces } from '../../src/adapters/places.ts'
import { probeGateway } from '../../src/openclaw/gateway-http.ts'
import { stopHook } from '../../src/recovery/drop-in.ts'

/** A throw-away home with a gateway that runs in it. */
export interface Stage {
  home: string
  environment: Record<string, string>
  supervisor: ChildSupervisor
  /** Ends the gateway and everything it started. */
  close(): Promise<void>
}

type Say = (text: string) => void

const unit = 'openclaw-gateway.service'
const readyWithinMs = 120_000

export async function installOpenclaw(
  home: string,
  version: string,
  signal: AbortSignal,
  say: Say,
): Promise<void> {
  say(`Installing OpenClaw ${version} …`)
  const began = performance.now()
  const argv = [
    'install',
    '--global',
    '--prefix',
    join(home, 'npm'),
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    `openclaw@${version}`,
  ]
  await execa('npm', argv, {
    env: demoEnvironment(home),
    cancelSignal: signal,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  say(`Installed in ${Math.round((performance.now() - began) / 1000)} s.`)
}

export async function setStage(home: string, signal: AbortSignal, say: Say): Promise<Stage> {
  const environment = demoEnvironment(home)
  const port = await freePort()
  await writeOpenclawConfig(home, port)
  await writeMoltdConfig(home)
  const root = join(home, 'npm', 'lib', 'node_modules', 'openclaw')
  const supervisor = createSupervisor(home, environment, root, port)
  say(`Starting its gateway on port ${port} …`)
  await supervisor.start(unit)
  const stage = { home, environment, supervisor, close: () => supervisor.killAll() }
  const until = performance.now() + readyWithinMs
  while (performance.now() < until) {
    const { readiness } = await probeGateway(directHttp, `http://127.0.0.1:${port}`)
    if (readiness.kind === 'answer' && readiness.ready) return stage
    if (signal.aborted) break
    await new Promise(resolve => setTimeout(resolve, 500))
  }
  await stage.close()
  signal.throwIfAborted()
  throw new Error(`the gateway of the demonstration is not ready after ${readyWithinMs / 1000} s`)
}

function createSupervisor(
  home: string,
  environment: Record<string, string>,
  root: string,
  port: number,
): ChildSupervisor {
  const argv = [process.execPath, join(root, 'dist', 'index.js'), 'gateway', '--port', String(port)] as const
  const definition = { unit, argv, environment, workingDirectory: home, stopTimeoutMs: 60_000 }
  const serviceFacts = { ...definition, fragmentPath: null, dropInPaths: [], restart: 'always' }
  return createChildSupervisor({
    definitions: [
      {
        ...definition,
        stopPostHook: stopHook(resolvePlaces(environment), { unit, definition: serviceFacts }),
      },
    ],
    logFolder: join(home, 'logs'),
    stateFolder: join(home, 'supervisor'),
  })
}

/** Nothing of the user's own OpenClaw, moltd or npm settings but the way to the network. */
function demoEnvironment(home: string): Record<string, string> {
  const kept =
    /^(https?_proxy|all_proxy|no_proxy|npm_config_(registry|cafile|.*proxy)|NODE_EXTRA_CA_CERTS|SSL_CERT_(FILE|DIR)|LANG|TERM)$/i
  const inherited = Object.entries(process.env).flatMap(([name, value]) =>
    value !== undefined && kept.test(name) ? [[name, value]] : [],
  )
  return {
    ...Object.fromEntries(inherited),
    HOME: home,
    XDG_CONFIG_HOME: join(home, '.config'),
    XDG_DATA_HOME: join(home, '.local', 'share'),
    XDG_RUNTIME_DIR: join(home, '.run'),
    TMPDIR: join(home, 'tmp'),
    PATH: `${dirname(process.execPath)}:${process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin'}`,
    OPENCLAW_NO_AUTO_UPDATE: '1',
  }
}

async function writeOpenclawConfig(home: string, port: number): Promise<void> {
  await mkdir(join(home, '.openclaw'), { recursive: true, mode: 0o700 })
  const token = crypto.randomUUID().replaceAll('-', '')
  const config = { gateway: { mode: 'local', port, bind: 'loopback', auth: { mode: 'token', token } } }
  await writeFile(join(home, '.openclaw', 'openclaw.json'), JSON.stringify(config, null, 2), { mode: 0o600 })
}

/** A demonstration need not watch for a whole minute, and keeps nothing for later. */
async function writeMoltdConfig(home: string): Promise<void> {
  await mkdir(join(home, '.config', 'moltd'), { recursive: true })
  await writeFile(
    join(home, '.config', 'moltd', 'config.json5'),
    '{ verify: { soakSeconds: 20 }, vault: { enabled: false } }\n',
  )
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      server.close(() => resolve(port))
    })
  })
}
