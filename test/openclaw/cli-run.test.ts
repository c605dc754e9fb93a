import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { supervisorMarkers } from '../../src/openclaw/cli-environment.ts'
import { openclawJobArgv, runOpenclaw } from '../../src/openclaw/cli-run.ts'
import { resolveGateway } from '../../src/openclaw/discover.ts'
import { createNpmHome, type NpmHome } from './npm-home.ts'

const unit = 'openclaw-gateway.service'
let at: NpmHome
beforeEach(async () => {
  at = await createNpmHome()
  const script =
    'console.log(JSON.stringify({ args: process.argv.slice(2), env: process.env, cwd: process.cwd() }))'
  await writeFile(join(at.root, 'openclaw.mjs'), script)
})
afterEach(() => at.remove())

async function run(
  environment: Record<string, string>,
  ours: Record<string, string> = {},
  options: string[] = [],
) {
  const definition = at.addUnit(unit)
  at.addUnit(unit, {
    argv: [...definition.argv, ...options],
    environment: { ...definition.environment, ...environment },
  })
  const gateway = await resolveGateway(at.world, unit)
  const world = { ...at.world, environment: { ...at.world.environment, ...ours } }
  const result = await runOpenclaw(world, gateway, ['gateway', 'call', 'health'], { timeoutMs: 10_000 })
  const seen: { args: string[]; env: Record<string, string>; cwd: string } = JSON.parse(result.stdout)
  return { gateway, seen }
}

test('a command runs by the launcher, with the environment of the unit', async () => {
  const { seen } = await run({ OPENCLAW_GATEWAY_TOKEN: 't', PATH: '/usr/bin:/bin' })
  expect(seen.args).toEqual(['gateway', 'call', 'health'])
  expect(seen.cwd).toBe(at.home)
  expect(seen.env).toMatchObject({
    HOME: at.home,
    OPENCLAW_GATEWAY_TOKEN: 't',
    OPENCLAW_GATEWAY_PORT: '18860',
  })
})

test("the unit's own Node comes first on PATH", async () => {
  const { gateway, seen } = await run({ PATH: '/usr/bin:/bin' })
  const folder = join(gateway.node.path, '..')
  expect(seen.env.PATH).toBe(`${folder}:/usr/bin:/bin`)
})

test('nothing tells the CLI that it is the supervised gateway', async () => {
  const markers = Object.fromEntries(supervisorMarkers.map(name => [name, 'openclaw']))
  const { seen } = await run(markers, markers)
  expect(Object.keys(seen.env).filter(name => name in markers)).toEqual([])
})

test('of our own environment only the session and the network are handed on', async () => {
  const { seen } = await run(
    {},
    {
      HTTPS_PROXY: 'http://proxy:1',
      XDG_RUNTIME_DIR: '/run/user/1',
      DBUS_SESSION_BUS_ADDRESS: 'unix:path=/x',
      NODE_OPTIONS: '--require=/evil.js',
      OPENCLAW_STATE_DIR: '/elsewhere',
      DISCORD_TOKEN: 'hunter2',
    },
  )
  expect(seen.env).toMatchObject({ HTTPS_PROXY: 'http://proxy:1', XDG_RUNTIME_DIR: '/run/user/1' })
  expect(Object.keys(seen.env)).not.toContain('NODE_OPTIONS')
  expect(Object.keys(seen.env)).not.toContain('OPENCLAW_STATE_DIR')
  expect(Object.keys(seen.env)).not.toContain('DISCORD_TOKEN')
})

test('a profile of the command line is selected as --profile would', async () => {
  const { seen } = await run({}, {}, ['--profile', 'work'])
  expect(seen.env).toMatchObject({
    OPENCLAW_PROFILE: 'work',
    OPENCLAW_STATE_DIR: join(at.home, '.openclaw-work'),
    OPENCLAW_CONFIG_PATH: join(at.home, '.openclaw-work/openclaw.json'),
  })
})

test('a job unsets what systemd sets', async () => {
  at.addUnit(unit)
  const argv = openclawJobArgv(await resolveGateway(at.world, unit), ['update', '--yes'])
  const env = Object.fromEntries(supervisorMarkers.map(name => [name, 'x']))
  const result = await at.world.commands.run({ argv, env, timeoutMs: 10_000 })
  const seen: { args: string[]; env: Record<string, string> } = JSON.parse(result.stdout)
  expect(seen.args).toEqual(['update', '--yes'])
  expect(Object.keys(seen.env).filter(name => name in env)).toEqual([])
})
