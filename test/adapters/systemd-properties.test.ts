import { expect, test } from 'vitest'
import {
  definitionOf,
  exitStatusOf,
  objectPathOf,
  parseLoadedUnitNames,
  parseUnitFacts,
  parseUnitFileNames,
  parseUnitProcesses,
  stateOf,
} from '../../src/adapters/systemd-properties.ts'

// As systemd 252 answers, shortened.
function replyWith(properties: Record<string, unknown>): string {
  const all = {
    LoadState: 'loaded',
    ActiveState: 'active',
    SubState: 'running',
    FragmentPath: '/home/claw/.config/systemd/user/openclaw-gateway.service',
    DropInPaths: ['/home/claw/.config/systemd/user/openclaw-gateway.service.d/moltd.conf'],
    ExecStart: [
      ['/opt/node', ['node', '/r/dist/index.js', 'gateway', '--port', '18 789'], false, 1, 2, 0, 0, 7, 0, 0],
    ],
    EnvironmentFiles: [],
    WorkingDirectory: '!/home/claw',
    Restart: 'always',
    TimeoutStopUSec: 330_000_000,
    MainPID: 42,
    NRestarts: 2,
    ExecMainStartTimestampMonotonic: 1_143_984_460,
    ...properties,
  }
  const data = Object.fromEntries(
    Object.entries(all).map(([name, value]) => [name, { type: '?', data: value }]),
  )
  return JSON.stringify({ type: 'a{sv}', data: [data] })
}

const unit = 'openclaw-gateway.service'

test('the arguments of ExecStart are exact, with the program that really runs', () => {
  expect(definitionOf(unit, parseUnitFacts(replyWith({})), { A: '1' })).toEqual({
    unit,
    argv: ['/opt/node', '/r/dist/index.js', 'gateway', '--port', '18 789'],
    environment: { A: '1' },
    workingDirectory: '/home/claw',
    fragmentPath: '/home/claw/.config/systemd/user/openclaw-gateway.service',
    dropInPaths: ['/home/claw/.config/systemd/user/openclaw-gateway.service.d/moltd.conf'],
    restart: 'always',
    stopTimeoutMs: 330_000,
  })
})

test('a unit that is not there has no definition, and is inactive', () => {
  const reply = {
    LoadState: 'not-found',
    ActiveState: 'inactive',
    SubState: 'dead',
    FragmentPath: '',
    DropInPaths: [],
  }
  const data = Object.fromEntries(Object.entries(reply).map(([name, value]) => [name, { data: value }]))
  const facts = parseUnitFacts(JSON.stringify({ data: [data] }))
  expect(definitionOf(unit, facts, {})).toBeNull()
  expect(stateOf(unit, facts)).toMatchObject({ active: 'inactive', mainPid: null, exitStatus: null })
})

test('an endless stop timeout fits a timer', () => {
  const facts = parseUnitFacts(replyWith({}).replace('330000000', '18446744073709551615'))
  expect(definitionOf(unit, facts, {})?.stopTimeoutMs).toBe(86_400_000)
})

test('a running main process has an identity and no exit status, an ended one the reverse', () => {
  expect(stateOf(unit, parseUnitFacts(replyWith({})))).toEqual({
    unit,
    active: 'active',
    sub: 'running',
    mainPid: 42,
    mainStartedUs: 1_143_984_460,
    restarts: 2,
    exitStatus: null,
  })
  const ended = {
    ActiveState: 'failed',
    MainPID: 0,
    ExecMainExitTimestampMonotonic: 9,
    ExecMainStatus: 78,
    ExecMainCode: 1,
  }
  expect(stateOf(unit, parseUnitFacts(replyWith(ended)))).toMatchObject({
    mainStartedUs: null,
    exitStatus: 78,
  })
  expect(exitStatusOf(parseUnitFacts(replyWith({ ...ended, ExecMainCode: 2, ExecMainStatus: 9 })))).toBe(137)
})

test('a state of a later systemd is unknown, not an error', () => {
  expect(stateOf(unit, parseUnitFacts(replyWith({ ActiveState: 'refreshing' }))).active).toBe('unknown')
})

test('an answer of another shape is an error', () => {
  expect(() => parseUnitFacts('{"data":[]}')).toThrow()
  expect(() => parseUnitFacts('')).toThrow()
})

test('object paths are escaped as systemd does it', () => {
  expect(objectPathOf('openclaw-gateway@a.service')).toBe(
    '/org/freedesktop/systemd1/unit/openclaw_2dgateway_40a_2eservice',
  )
  expect(objectPathOf('9é')).toBe('/org/freedesktop/systemd1/unit/_39_c3_a9')
})

test('unit files are named by their last part, and units that are only referred to are left out', () => {
  expect(parseUnitFileNames('{"data":[[["/h/openclaw-gateway.service","enabled"]]]}')).toEqual([unit])
  const rest = ['active', 'running', '', '/o', 0, '', '/']
  const units = [
    [unit, 'OpenClaw', 'loaded', ...rest],
    ['openclaw-gateway-old.service', '', 'not-found', ...rest],
  ]
  expect(parseLoadedUnitNames(JSON.stringify({ data: [units] }))).toEqual([unit])
})

test('the processes of a unit are all in its control group', () => {
  expect(
    parseUnitProcesses('{"data":[[["/u/g.service",228,"node a"],["/u/g.service/sub",229,"b"]]]}'),
  ).toEqual([228, 229])
})
