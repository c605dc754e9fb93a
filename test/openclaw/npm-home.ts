import { chmod, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { systemCommands } from '../../src/adapters/commands.ts'
import { createFiles } from '../../src/adapters/files.ts'
import type { ServiceDefinition, Supervisor } from '../../src/ports/supervisor.ts'

/** A throw-away home with OpenClaw laid out as `npm install --global` does, and units to order. */
export async function createNpmHome() {
  const home = await realpath(await mkdtemp(join(tmpdir(), 'moltd-home-')))
  const prefix = join(home, '.npm-global')
  const root = join(prefix, 'lib/node_modules/openclaw')
  const units = new Map<string, ServiceDefinition>()

  async function write(path: string, text: string): Promise<string> {
    await mkdir(dirname(join(home, path)), { recursive: true })
    await writeFile(join(home, path), text)
    return join(home, path)
  }

  const packageJson = { name: 'openclaw', version: '2026.9.5', bin: { openclaw: 'openclaw.mjs' } }
  await write('.npm-global/lib/node_modules/openclaw/package.json', JSON.stringify(packageJson))
  await write('.npm-global/lib/node_modules/openclaw/dist/package.json', '{"type":"module"}')
  await write('.npm-global/lib/node_modules/openclaw/dist/index.js', '')
  await chmod(await write('.npm-global/lib/node_modules/openclaw/openclaw.mjs', ''), 0o755)
  await mkdir(join(prefix, 'bin'))
  await symlink('../lib/node_modules/openclaw/openclaw.mjs', join(prefix, 'bin/openclaw'))
  await write('.openclaw/openclaw.json', '{ gateway: { port: 18860 } }')

  function addUnit(unit: string, changes: Partial<ServiceDefinition> = {}): ServiceDefinition {
    const definition: ServiceDefinition = {
      unit,
      argv: [process.execPath, '--max-old-space-size=512', join(root, 'dist/index.js'), 'gateway'],
      environment: { HOME: home, USER: 'claw' },
      workingDirectory: null,
      fragmentPath: join(home, '.config/systemd/user', unit),
      dropInPaths: [],
      restart: 'always',
      stopTimeoutMs: 90_000,
      ...changes,
    }
    units.set(unit, definition)
    return definition
  }

  const supervisor: Pick<Supervisor, 'kind' | 'listGateways' | 'define' | 'inspect'> = {
    kind: 'systemd',
    listGateways: async () => [...units.keys()],
    define: async unit => units.get(unit) ?? null,
    inspect: async unit => {
      if (!units.has(unit)) throw new Error(`no ${unit}`)
      const facts = { mainPid: null, mainStartedUs: null, restarts: 0, exitStatus: null }
      return { unit, active: 'active', sub: 'running', ...facts }
    },
  }

  const world = {
    commands: systemCommands,
    environment: { HOME: home, PATH: join(prefix, 'bin') },
    files: createFiles(),
    places: {
      home,
      configFolder: join(home, '.config/moltd'),
      dataFolder: join(home, '.local/share/moltd'),
      runtimeFolder: join(home, 'run'),
      temporaryFolder: tmpdir(),
      uid: process.getuid?.() ?? 0,
    },
    supervisor: supervisor as Supervisor,
  }
  return {
    home,
    prefix,
    root,
    world,
    write,
    addUnit,
    remove: () => rm(home, { recursive: true, force: true }),
  }
}

export type NpmHome = Awaited<ReturnType<typeof createNpmHome>>
