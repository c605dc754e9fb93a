import { expect, test } from 'vitest'
import { optionOf, parseGatewayCommand } from '../../src/openclaw/gateway-command.ts'

test.each([
  [
    ['/usr/bin/node', '/x/dist/index.js', 'gateway', '--port', '1'],
    '/x/dist/index.js',
    ['gateway', '--port', '1'],
  ],
  [['/opt/node', '--max-old-space-size=8192', '/x/openclaw.mjs', 'gateway'], '/x/openclaw.mjs', ['gateway']],
  [['node', '--require', '/pre.js', '-C', 'dev', 'dist/entry.js'], 'dist/entry.js', []],
  [['/usr/bin/node-24', '/x/dist/index.js'], '/x/dist/index.js', []],
  [['/usr/bin/nodejs', '/x/dist/index.js'], '/x/dist/index.js', []],
])('%j runs %s', (argv, script, args) => {
  expect(parseGatewayCommand(argv)).toEqual({ node: argv[0], script, args })
})

test.each([
  [[]],
  [['/usr/bin/node']],
  [['/usr/bin/node', '--version']],
  [['/home/claw/start-gateway.sh']],
  [['/bin/sh', '-c', 'exec node /x/dist/index.js gateway']],
  [['/usr/bin/env', 'node', '/x/dist/index.js']],
  [['/usr/bin/nodemon', '/x/dist/index.js']],
])('%j is no plain node command', argv => {
  expect(parseGatewayCommand(argv)).toBeNull()
})

test('an option is found in both spellings', () => {
  expect(optionOf(['gateway', '--port', '18860'], '--port')).toBe('18860')
  expect(optionOf(['--port=18861'], '--port')).toBe('18861')
  expect(optionOf(['--port'], '--port')).toBeNull()
  expect(optionOf(['--portal', '1'], '--port')).toBeNull()
})
