import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { systemClock } from '../../../src/adapters/clock.ts'
import { systemCommands } from '../../../src/adapters/commands.ts'
import { sqliteDatabases } from '../../../src/adapters/databases.ts'
import { createFiles } from '../../../src/adapters/files.ts'
import { directHttp } from '../../../src/adapters/http.ts'
import { linuxProcesses } from '../../../src/adapters/processes.ts'
import { resolveGateway } from '../../../src/openclaw/discover.ts'
import { drill } from '../../../src/recovery/drill/drill.ts'
import { planRecoveryPoint, takeRecoveryPoint } from '../../../src/recovery/take.ts'
import { makeStandInHome } from '../../doubles/openclaw/stand-in-home.ts'
import { standInUnit, superviseStandIn } from '../../doubles/openclaw/supervise-stand-in.ts'
import { quietLog } from '../../doubles/quiet-log.ts'

/** A stand-in that serves, and a recovery point of it. */
async function setUp() {
  const home = await makeStandInHome({ version: '2026.9.5' })
  const supervisor = await superviseStandIn(home)
  onTestFinished(async () => {
    await supervisor.killAll()
    await home.remove()
  })
  const world = {
    clock: systemClock,
    commands: systemCommands,
    databases: sqliteDatabases,
    environment: { PATH: process.env.PATH },
    files: createFiles(),
    http: directHttp,
    log: quietLog,
    narrator: { tell: () => undefined },
    places: {
      home: home.home,
      configFolder: join(home.home, '.config/moltd'),
      dataFolder: join(home.home, '.local/share/moltd'),
      runtimeFolder: join(home.home, 'run'),
      temporaryFolder: tmpdir(),
      uid: process.getuid?.() ?? 0,
    },
    processes: linuxProcesses,
    supervisor,
  }
  const gateway = await resolveGateway(world, standInUnit)
  const request = { id: 'first', runId: null, reason: 'manual' } as const
  const point = await takeRecoveryPoint(world, await planRecoveryPoint(world, gateway, request))
  const go = (signal = new AbortController().signal) => drill(world, point, { startBudgetMs: 20_000, signal })
  const left = () => readdirSync(join(point.path, '..'))
  return { home, world, point, go, left, supervisor }
}

const named = (result: Awaited<ReturnType<typeof drill>>, name: string) =>
  result.findings.find(finding => finding.name === name)

test('a whole recovery point starts apart from the live gateway, and nothing of it is left', async () => {
  const { go, home, left, supervisor } = await setUp()
  const before = await supervisor.inspect(standInUnit)
  const config = readFileSync(home.configPath, 'utf8')
  const result = await go()
  expect(result.findings.map(({ name, passed }) => [name, passed])).toEqual([
    ['starts', true],
    ['serves-its-version', true],
    ['databases-sound', true],
    ['live-gateway-untouched', true],
  ])
  expect(result.passed).toBe(true)
  expect(left()).toEqual(['first'])
  expect((await supervisor.inspect(standInUnit)).mainPid).toBe(before.mainPid)
  expect(readFileSync(home.configPath, 'utf8')).toBe(config)
})

test('a program that does not start fails the drill, with its last words', async () => {
  const { go, point, left } = await setUp()
  writeFileSync(join(point.path, 'package/openclaw.mjs'), "console.error('no such luck')\nprocess.exit(3)\n")
  const result = await go()
  expect(result.passed).toBe(false)
  expect(named(result, 'starts')?.text).toBe('the gateway does not start: it ended with exit status 3')
  expect(result.output).toContain('no such luck')
  expect(left()).toEqual(['first'])
})

test('a Node that is gone fails the drill, as it would fail a restore', async () => {
  const { world, point } = await setUp()
  const gone = { ...point, node: { ...point.node, path: '/nowhere/bin/node' } }
  const result = await drill(world, gone, { startBudgetMs: 5_000, signal: new AbortController().signal })
  expect(named(result, 'starts')?.passed).toBe(false)
})

test('a gateway that opens a file of the live one for writing is ended', async () => {
  const { go, point, home } = await setUp()
  const live = join(home.stateFolder, 'touched')
  const script = `import { openSync } from 'node:fs'\nopenSync(${JSON.stringify(live)}, 'w')\nsetInterval(() => {}, 1000)\n`
  writeFileSync(join(point.path, 'package/openclaw.mjs'), script)
  const result = await go()
  expect(named(result, 'starts')?.text).toBe(
    `the gateway does not start: it opened ${live}, and was stopped at once`,
  )
})

test('a drill that is interrupted throws everything away', async () => {
  const { go, left, world } = await setUp()
  const stop = new AbortController()
  const http = world.http.get
  world.http = {
    get: (url, options) => {
      stop.abort(new Error('SIGINT'))
      return http(url, options)
    },
  }
  await expect(go(stop.signal)).rejects.toMatchObject({ code: 'E_DRILL_STOPPED' })
  expect(left()).toEqual(['first'])
})

test('a drill that would fill the disk is not begun', async () => {
  const { go, left, world } = await setUp()
  world.files = { ...world.files, space: async () => ({ availableBytes: 200e6, totalBytes: 1e12 }) }
  await expect(go()).rejects.toMatchObject({
    code: 'E_DRILL',
    message: expect.stringContaining('200 MB are free'),
  })
  expect(left()).toEqual(['first'])
})

test('what a killed drill left goes with the next one', async () => {
  const { go, point, left } = await setUp()
  const old = join(point.path, '../.drill/state/left-over')
  await createFiles().makeFolder(old)
  expect((await go()).passed).toBe(true)
  expect([left(), existsSync(old)]).toEqual([['first'], false])
})
