import { expect, test } from 'vitest'
import { resolvePlaces } from '../../src/adapters/places.ts'

test('without XDG variables everything is below the home folder', () => {
  expect(resolvePlaces({ HOME: '/home/claw' })).toMatchObject({
    home: '/home/claw',
    configFolder: '/home/claw/.config/moltd',
    dataFolder: '/home/claw/.local/share/moltd',
    runtimeFolder: '/home/claw/.local/share/moltd/run',
    temporaryFolder: '/tmp',
  })
})

test('XDG variables count when they are absolute, and only then', () => {
  const places = resolvePlaces({
    HOME: '/home/claw',
    XDG_CONFIG_HOME: '/c',
    XDG_DATA_HOME: 'relative',
    XDG_RUNTIME_DIR: '/run/user/7',
    TMPDIR: '',
  })
  expect(places).toMatchObject({
    configFolder: '/c/moltd',
    dataFolder: '/home/claw/.local/share/moltd',
    runtimeFolder: '/run/user/7/moltd',
    temporaryFolder: '/tmp',
  })
})

test('an account without HOME has the one of the user database', () => {
  expect(resolvePlaces({}).home).toMatch(/^\//)
})
