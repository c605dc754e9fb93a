import { mkdir, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { discoverGateways, resolveGateway, surveyGateways } from '../../src/openclaw/discover.ts'
import { createNpmHome, type NpmHome } from './npm-home.ts'

const unit = 'openclaw-gateway.service'
let at: NpmHome
beforeEach(async () => {
  at = await createNpmHome()
})
afterEach(() => at.remove())

test('a gateway is resolved from its unit', async () => {
  const definition = at.addUnit(unit)
  expect(await discoverGateways(at.world)).toEqual([
    {
      unit,
      profile: null,
      port: 18_860,
      installation: {
        kind: 'npm',
        root: at.root,
        prefix: at.prefix,
        version: '2026.9.5',
        launchers: [
          { path: join(at.prefix, 'bin/openclaw'), target: '../lib/node_modules/openclaw/openclaw.mjs' },
        ],
      },
      node: { path: process.execPath, version: process.versions.node },
      entry: join(at.root, 'dist/index.js'),
      stateFolder: join(at.home, '.openclaw'),
      configPath: join(at.home, '.openclaw/openclaw.json'),
      definition,
    },
  ])
})

test('a launcher as the script leads to the same package', async () => {
  at.addUnit(unit, { argv: [process.execPath, join(at.prefix, 'bin/openclaw'), 'gateway'] })
  const gateway = await resolveGateway(at.world, unit)
  expect(gateway.installation.root).toBe(at.root)
  expect(gateway.entry).toBe(join(at.root, 'openclaw.mjs'))
})

test('a relative script counts from the working directory of the unit', async () => {
  at.addUnit(unit, { argv: [process.execPath, 'dist/index.js', 'gateway'], workingDirectory: at.root })
  expect((await resolveGateway(at.world, unit)).installation.root).toBe(at.root)
})

test.each<[string, string[], Record<string, string>, number]>([
  ['its option first', ['--port', '1001'], { OPENCLAW_GATEWAY_PORT: '1002' }, 1001],
  ['then its environment', [], { OPENCLAW_GATEWAY_PORT: '127.0.0.1:1002' }, 1002],
  ['then its config', [], {}, 18_860],
])('the port is %s', async (_title, options, environment, port) => {
  const definition = at.addUnit(unit)
  at.addUnit(unit, {
    argv: [...definition.argv, ...options],
    environment: { ...definition.environment, ...environment },
  })
  expect((await resolveGateway(at.world, unit)).port).toBe(port)
})

test('without any word the port is the usual one, also when the config is broken', async () => {
  at.addUnit(unit)
  await at.write('.openclaw/openclaw.json', '{ broken')
  expect((await resolveGateway(at.world, unit)).port).toBe(18_789)
})

test.each<[string, string[], Record<string, string>, string | null, string]>([
  ['--profile moves the state', ['--profile', 'work'], {}, 'work', '.openclaw-work'],
  ['OPENCLAW_PROFILE alone is but a name', [], { OPENCLAW_PROFILE: 'work' }, 'work', '.openclaw'],
  ['the default profile is none', ['--profile=Default'], {}, null, '.openclaw'],
  [
    'OPENCLAW_STATE_DIR wins',
    ['--profile', 'work'],
    { OPENCLAW_STATE_DIR: '~/elsewhere' },
    'work',
    'elsewhere',
  ],
  ['OPENCLAW_HOME is the home', [], { OPENCLAW_HOME: '~/claw' }, null, 'claw/.openclaw'],
])('%s', async (_title, options, environment, profile, folder) => {
  const definition = at.addUnit(unit)
  at.addUnit(unit, {
    argv: [...definition.argv, ...options],
    environment: { ...definition.environment, ...environment },
  })
  const gateway = await resolveGateway(at.world, unit)
  expect(gateway.profile).toBe(profile)
  expect(gateway.stateFolder).toBe(join(at.home, folder))
  expect(gateway.configPath).toBe(join(at.home, folder, 'openclaw.json'))
})

test('state under the old name is found while there is no other', async () => {
  at.addUnit(unit)
  await rename(join(at.home, '.openclaw'), join(at.home, '.clawdbot'))
  expect((await resolveGateway(at.world, unit)).stateFolder).toBe(join(at.home, '.clawdbot'))
})

test('OPENCLAW_CONFIG_PATH is the config', async () => {
  const { environment } = at.addUnit(unit)
  at.addUnit(unit, { environment: { ...environment, OPENCLAW_CONFIG_PATH: '/etc/claw.json' } })
  expect((await resolveGateway(at.world, unit)).configPath).toBe('/etc/claw.json')
})

test('launchers of others are left out', async () => {
  await unlink(join(at.prefix, 'bin/openclaw'))
  await symlink('../lib/node_modules/openclaw-fork/openclaw.mjs', join(at.prefix, 'bin/openclaw'))
  at.addUnit(unit)
  expect((await resolveGateway(at.world, unit)).installation.launchers).toEqual([])
})

test('a wrapper script is one clear sentence', async () => {
  at.addUnit(unit, { argv: ['/home/claw/start.sh', '--fast'] })
  await expect(resolveGateway(at.world, unit)).rejects.toMatchObject({
    code: 'E_GATEWAY_COMMAND',
    message: `cannot tell how ${unit} runs OpenClaw: its command is \`/home/claw/start.sh --fast\`, not \`node …/openclaw/…\``,
  })
})

test('a Node that is not there is one clear sentence', async () => {
  at.addUnit(unit, { argv: [join(at.home, 'node'), join(at.root, 'dist/index.js')] })
  await expect(resolveGateway(at.world, unit)).rejects.toMatchObject({
    code: 'E_GATEWAY_COMMAND',
    message: expect.stringMatching(/node --version` does not answer \(.*ENOENT/),
  })
})

test('a program that is not there is a broken installation', async () => {
  at.addUnit(unit)
  await rm(join(at.root, 'dist'), { recursive: true })
  await expect(resolveGateway(at.world, unit)).rejects.toMatchObject({ code: 'E_INSTALLATION_BROKEN' })
})

test('a git checkout is an installation of its own kind, a linked work tree is not one', async () => {
  at.addUnit(unit)
  await mkdir(join(at.root, '.git'))
  const { installation } = await resolveGateway(at.world, unit)
  expect(installation).toMatchObject({ kind: 'git', root: at.root, prefix: dirname(at.root), launchers: [] })
  await rm(join(at.root, '.git'), { recursive: true })
  await writeFile(join(at.root, '.git'), 'gitdir: /elsewhere/.git/worktrees/openclaw\n')
  await expect(resolveGateway(at.world, unit)).rejects.toMatchObject({
    code: 'E_INSTALLATION_KIND',
    message: `cannot update this installation: ${at.root} is a work tree of a git repository that lies elsewhere`,
  })
})

test.each([
  [
    '.local/share/pnpm/global/5/node_modules/.pnpm/openclaw@2026.9.5/node_modules/openclaw',
    /was installed by pnpm 10 or older/,
  ],
  [
    '.local/share/pnpm/store/v11/links/@/openclaw/2026.9.5/3151/node_modules/openclaw',
    /no global installation of it/,
  ],
  ['.bun/install/global/node_modules/openclaw', /was installed by bun/],
  ['project/node_modules/openclaw', /is not in <prefix>\/lib\/node_modules/],
])('a package in %s is not replaced', async (folder, message) => {
  await at.write(`${folder}/package.json`, '{"name":"openclaw","version":"2026.9.5"}')
  const script = await at.write(`${folder}/dist/index.js`, '')
  at.addUnit(unit, { argv: [process.execPath, script, 'gateway'] })
  await expect(resolveGateway(at.world, unit)).rejects.toMatchObject({
    code: 'E_INSTALLATION_KIND',
    message: expect.stringMatching(message),
  })
})

test('a script of some other package is not OpenClaw', async () => {
  await at.write('other/package.json', '{"name":"other","version":"1.0.0"}')
  at.addUnit(unit, { argv: [process.execPath, await at.write('other/index.js', '')] })
  await expect(resolveGateway(at.world, unit)).rejects.toMatchObject({
    message: expect.stringContaining('is not part of a package named openclaw'),
  })
})

test('one unit that cannot be resolved does not hide the others', async () => {
  at.addUnit(unit)
  at.addUnit('openclaw-gateway-odd.service', { argv: ['/bin/sh', '-c', 'true'] })
  const { gateways, problems } = await surveyGateways(at.world)
  expect(gateways.map(gateway => gateway.unit)).toEqual([unit])
  expect(problems).toMatchObject([
    { unit: 'openclaw-gateway-odd.service', error: { code: 'E_GATEWAY_COMMAND' } },
  ])
})
