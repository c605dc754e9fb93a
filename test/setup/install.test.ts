import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { systemClock } from '../../src/adapters/clock.ts'
import { resolveGateway } from '../../src/openclaw/discover.ts'
import type { CommandResult } from '../../src/ports/commands.ts'
import type { ActiveState, JobState } from '../../src/ports/supervisor.ts'
import { install } from '../../src/setup/install.ts'
import { turnLingerOn } from '../../src/setup/linger.ts'
import { planService } from '../../src/setup/service-plan.ts'
import { uninstall } from '../../src/setup/uninstall.ts'
import { createNpmHome, type NpmHome } from '../openclaw/npm-home.ts'

const gatewayUnit = 'openclaw-gateway.service'
const program = { node: '/opt/moltd/node', entry: '/opt/moltd/dist/bin.js', warnings: [] }

let at: NpmHome
beforeEach(async () => {
  at = await createNpmHome()
  at.addUnit(gatewayUnit, { environment: { HOME: at.home, PATH: '/opt/node/bin:/usr/bin' } })
})
afterEach(() => at.remove())

/** A user manager that obeys, and remembers what it was told. */
function makeManager(options: { startsAs?: ActiveState } = {}) {
  const asked: string[] = []
  const jobs = new Map<string, JobState>()
  let active: ActiveState = 'inactive'
  let enabled = false
  const unitFile = join(at.home, '.config/systemd/user/moltd.service')
  const answer = (exitCode: number, stdout = '', stderr = ''): CommandResult => ({
    exitCode,
    stdout,
    stderr,
    signal: null,
    timedOut: false,
    startError: null,
    durationMs: 1,
  })
  const obey = (verb: string): CommandResult => {
    asked.push(verb)
    switch (verb) {
      case 'is-enabled':
        return answer(enabled ? 0 : 1)
      case 'enable':
        enabled = true
        return answer(0)
      case 'disable':
        enabled = false
        active = 'inactive'
        return answer(0)
      case 'start':
      case 'restart':
        active = options.startsAs ?? 'active'
        return active === 'active' ? answer(0) : answer(1, '', 'Job for moltd.service failed')
      case 'show':
        return answer(0, 'Idle: the next run is due tomorrow.\n')
      default:
        return answer(0)
    }
  }
  const world = {
    ...at.world,
    clock: systemClock,
    commands: {
      run: async ({ argv }: { argv: readonly [string, ...string[]] }) =>
        argv[0] === 'systemctl' ? obey(argv[3] ?? '') : answer(0, 'claw\n'),
    },
    supervisor: {
      ...at.world.supervisor,
      define: async (unit: string) =>
        unit === 'moltd.service' && !existsSync(unitFile) ? null : at.world.supervisor.define(gatewayUnit),
      inspect: async (unit: string) => ({
        unit,
        active: unit === 'moltd.service' ? active : ('active' as const),
        sub: 'of the test',
        mainPid: null,
        mainStartedUs: null,
        restarts: 0,
        exitStatus: null,
      }),
      reloadDefinitions: async () => void asked.push('daemon-reload'),
      inspectJob: async (name: string) => jobs.get(name) ?? { kind: 'unknown' as const },
      endJob: async (name: string) => void jobs.delete(name),
      readJournal: async () => ['the last words'],
    },
  }
  return { world, asked, jobs, stop: () => (active = 'inactive') }
}

const linger = { changed: false, warning: null }

async function installOn({ world }: ReturnType<typeof makeManager>, webhookFile: string | null = null) {
  const gateways = [await resolveGateway({ ...at.world }, gatewayUnit)]
  const plan = await planService(world, { program, gateways, webhookFile })
  return { plan, ...(await install(world, plan, gateways, linger)) }
}

test('a first install writes, enables and starts; a second one changes nothing', async () => {
  const manager = makeManager()
  const first = await installOn(manager)
  expect(first.changes).toHaveLength(6)
  expect(first.status).toBe('Idle: the next run is due tomorrow.')
  expect(manager.asked).toContain('start')
  manager.asked.length = 0
  const second = await installOn(manager)
  expect(second.changes).toEqual([])
  expect(manager.asked).toEqual(['is-enabled', 'show'])
})

test("the unit starts moltd's own program, after the gateway, with the gateway's PATH", async () => {
  await installOn(makeManager(), '/home/me/hook')
  const read = (path: string) => readFileSync(join(at.home, path), 'utf8')
  const unit = read('.config/systemd/user/moltd.service')
  expect(unit).toMatch(/^ExecStart=\/opt\/moltd\/node .*\/opt\/moltd\/dist\/bin\.js daemon$/m)
  expect(unit).toMatch(/^After=openclaw-gateway\.service$/m)
  expect(unit).toMatch(/^Environment="PATH=\/opt\/node\/bin:\/usr\/bin"$/m)
  const failed = read('.config/systemd/user/moltd-failed.service')
  expect(failed).toContain(`${at.home}/.local/share/moltd/moltd-failed.sh moltd.service /home/me/hook`)
  expect(existsSync(join(at.home, '.local/share/moltd/moltd-failed.sh'))).toBe(true)
})

test('a unit that was changed is written anew, and the daemon restarted', async () => {
  const manager = makeManager()
  await installOn(manager)
  const unit = join(at.home, '.config/systemd/user/moltd.service')
  writeFileSync(unit, '[Service]\nExecStart=/old\n')
  const { changes } = await installOn(manager)
  expect(changes).toEqual([`wrote ${unit}`, 'restarted the daemon'])
})

test('a daemon that does not come to be ready is told with its last words', async () => {
  const manager = makeManager({ startsAs: 'failed' })
  await expect(installOn(manager)).rejects.toMatchObject({
    code: 'E_DAEMON_NOT_STARTED',
    message: expect.stringContaining('the last words'),
  })
})

test('uninstalling leaves nothing but data and config, also of a gateway that is gone', async () => {
  const manager = makeManager()
  await installOn(manager)
  const gone = join(at.home, '.config/systemd/user/openclaw-gateway-gone.service.d')
  mkdirSync(gone)
  writeFileSync(join(gone, '60-moltd.conf'), '')
  writeFileSync(join(gone, 'mine.conf'), '')
  mkdirSync(join(at.home, '.config/moltd'), { recursive: true })
  writeFileSync(join(at.home, '.config/moltd/config.json5'), '{}')
  await uninstall(manager.world)
  const left = ['.config/systemd/user', '.local/share/moltd'].map(folder => join(at.home, folder))
  const names = await Promise.all(left.map(folder => at.world.files.list(folder)))
  expect(names).toEqual([['openclaw-gateway-gone.service.d'], []])
  expect(await at.world.files.list(gone)).toEqual(['mine.conf'])
  expect(existsSync(join(at.home, '.config/moltd/config.json5'))).toBe(true)
  expect(manager.asked.at(-1)).toBe('daemon-reload')
  expect(await uninstall(manager.world)).toEqual([])
})

test('uninstalling ends what mirror and vault are at, and forgets what has ended', async () => {
  const manager = makeManager()
  manager.jobs.set('moltd-vault-keep', { kind: 'running', pids: [7] })
  manager.jobs.set('moltd-mirror-sync', { kind: 'ended', exitStatus: 0 })
  expect(await uninstall(manager.world)).toEqual(['ended moltd-vault-keep, which was at work'])
  expect(manager.jobs.size).toBe(0)
})

test('where lingering is refused, it is said what to do', async () => {
  const { world } = makeManager()
  const refusing = {
    ...world,
    commands: {
      run: async ({ argv }: { argv: readonly [string, ...string[]] }) =>
        argv[0] === 'loginctl'
          ? { ...(await world.commands.run({ argv: ['id'] })), exitCode: 1, stderr: 'Access denied' }
          : { ...(await world.commands.run({ argv: ['id'] })), stdout: 'nobody-of-that-name\n' },
    },
  }
  const { changed, warning } = await turnLingerOn(refusing)
  expect(changed).toBe(false)
  expect(warning).toMatchObject({
    text: expect.stringContaining('Access denied'),
    fix: '`sudo loginctl enable-linger nobody-of-that-name`',
  })
})
