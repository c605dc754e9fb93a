import { rmSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { scratchRoot } from '../scratch-root.ts'
import { installStandIn, orderStandIn, publishStandIn, type StandInPackage } from './install-stand-in.ts'
import type { OrdersByVersion } from './orders.ts'

/** A throw-away home with a stand-in installed, its state and config, and a gateway that can be started from `argv` and `environment`. */
export async function makeStandInHome(options: StandInPackage & { orders?: OrdersByVersion; port?: number }) {
  const home = await mkdtemp(join(scratchRoot, 'moltd-stand-in-'))
  const prefix = join(home, '.npm-global')
  const stateFolder = join(home, '.openclaw')
  const configPath = join(stateFolder, 'openclaw.json')
  const port = options.port ?? (await findFreePort())
  const installed = await installStandIn({ ...options, prefix })
  await publishStandIn({ ...options, prefix })
  await orderStandIn(prefix, options.orders ?? {})
  await mkdir(join(stateFolder, 'workspace'), { recursive: true, mode: 0o700 })
  await writeFile(join(stateFolder, 'workspace/SOUL.md'), '# Me\n')
  await writeFile(configPath, JSON.stringify(configOf(options.version, port), null, 2), { mode: 0o600 })
  const argv: [string, ...string[]] = [process.execPath, installed.entry, 'gateway', '--port', String(port)]
  return {
    ...installed,
    home,
    prefix,
    stateFolder,
    configPath,
    port,
    argv,
    environment: gatewayEnvironment(home, prefix, port),
    publish: (release: StandInPackage & { tag?: string | null }) => publishStandIn({ ...release, prefix }),
    order: (orders: OrdersByVersion) => orderStandIn(prefix, orders),
    remove: () => rm(home, { recursive: true, force: true, maxRetries: 5 }),
  }
}

export type StandInHome = Awaited<ReturnType<typeof makeStandInHome>>

/** The same home with the program somewhere else, and not where npm had put it. */
export function movedTo(home: StandInHome, root: string): StandInHome {
  const entry = join(root, 'dist/index.js')
  const [node, , ...words] = home.argv
  rmSync(home.root, { recursive: true })
  return {
    ...home,
    root,
    entry,
    argv: [node, entry, ...words],
    environment: { ...home.environment, OPENCLAW_STAND_IN: join(home.prefix, 'stand-in') },
  }
}

export async function findFreePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise(resolve => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port was given')
  return address.port
}

/** What the unit of the real one sets. */
function gatewayEnvironment(home: string, prefix: string, port: number): Record<string, string> {
  return {
    HOME: home,
    PATH: `${join(prefix, 'bin')}:${process.env.PATH ?? '/usr/bin:/bin'}`,
    OPENCLAW_GATEWAY_PORT: String(port),
    OPENCLAW_SYSTEMD_UNIT: 'openclaw-gateway.service',
    OPENCLAW_SERVICE_MARKER: 'openclaw',
    OPENCLAW_SERVICE_KIND: 'gateway',
  }
}

function configOf(version: string, port: number) {
  return {
    gateway: {
      mode: 'local',
      port,
      bind: 'loopback',
      auth: { mode: 'token', token: 'stand-in-token-0123456789abcdef' },
    },
    agents: { entries: { main: {} } },
    meta: { lastTouchedVersion: version },
  }
}
