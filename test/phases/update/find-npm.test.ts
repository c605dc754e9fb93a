import { expect, test } from 'vitest'
import { installArguments } from '../../../src/phases/update/find-npm.ts'

test('from 11.16 on, npm must be told which install scripts may run', () => {
  const allowed = (version: string) =>
    installArguments({ path: '/npm', version }, '/stage', '2026.9.6').includes('--allow-scripts=openclaw')
  expect(['10.9.0', '11.15.9', '11.16.0', '12.0.1'].map(allowed)).toEqual([false, false, true, true])
})

test('the exact version goes into a prefix of its own', () => {
  const argv = installArguments({ path: '/npm', version: '10.9.0' }, '/stage', '2026.9.6')
  expect(argv).toEqual([
    'install',
    '--global',
    '--prefix',
    '/stage',
    '--no-fund',
    '--no-audit',
    '--loglevel=error',
    'openclaw@2026.9.6',
  ])
})
