import { expect, test } from 'vitest'
import { launchTransientUnit, readUnitJournal, systemctl } from '../../src/adapters/systemd-argv.ts'
import { startsGateway } from '../../src/adapters/systemd-supervisor.ts'

test('a job is a transient unit that keeps its exit status, and shows no secret on its command line', () => {
  const argv = launchTransientUnit({
    name: 'moltd-update-r1',
    argv: ['/opt/node', 'a b', '$HOME'],
    environment: { OPENCLAW_GATEWAY_TOKEN: 'hush', 'BASH_FUNC_x%%': '() { :; }' },
    workingDirectory: '/home/claw',
    stdoutPath: '/d/out',
    stderrPath: '/d/err',
  })
  expect(argv).toEqual([
    'systemd-run',
    '--user',
    '--quiet',
    '--unit=moltd-update-r1',
    '--description=moltd: moltd-update-r1',
    '--property=Type=exec',
    '--property=RemainAfterExit=yes',
    '--property=StandardOutput=append:/d/out',
    '--property=StandardError=append:/d/err',
    '--working-directory=/home/claw',
    '--setenv=OPENCLAW_GATEWAY_TOKEN',
    '--',
    '/opt/node',
    'a b',
    '$$HOME',
  ])
})

test('verbs never ask for a password, and the journal is bounded', () => {
  expect(systemctl('stop', 'a.service')).toEqual([
    'systemctl',
    '--user',
    '--no-ask-password',
    'stop',
    'a.service',
  ])
  expect(readUnitJournal('a.service', 1_500, 20)).toEqual(
    expect.arrayContaining(['--user-unit=a.service', '--since=@1.500', '--lines=20']),
  )
})

test.each([
  ['ExecStart=/usr/bin/node /r/node_modules/openclaw/dist/index.js gateway --port 1', true],
  ['ExecStart=/usr/bin/node \\\n  /r/openclaw/openclaw.mjs \\\n  gateway', true],
  ['# ExecStart=/usr/bin/openclaw gateway', false],
  ['ExecStart=/usr/bin/openclaw node run', false],
  ['ExecStart=/usr/bin/openclaw gateway-watch', false],
])('a unit is known by what it starts: %s', (text, isGateway) => {
  expect(startsGateway(`[Service]\n${text}\nRestart=always\n`)).toBe(isGateway)
})
