import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { systemCommands } from '../../src/adapters/commands.ts'
import { createFiles } from '../../src/adapters/files.ts'
import { resolvePlaces } from '../../src/adapters/places.ts'
import { askNodeVersion } from '../../src/openclaw/node-version.ts'

const files = createFiles()

function setUp() {
  const home = mkdtempSync(join(tmpdir(), 'moltd-node-version-'))
  onTestFinished(() => files.remove(home))
  const node = join(home, 'node')
  const places = { ...resolvePlaces({ HOME: home }), dataFolder: home }
  let starts = 0
  const commands: typeof systemCommands = {
    ...systemCommands,
    run: command => {
      starts += 1
      return systemCommands.run(command)
    },
  }
  const world = { files, places, commands }
  return {
    home,
    world,
    starts: () => starts,
    ask: () => askNodeVersion(world, node),
    /** Says a version; as large as a real one unless it is a script. */
    install: (version: string, bytes = 21e6) =>
      writeFileSync(node, `#!/bin/sh\necho v${version}\nexit 0\n`.padEnd(bytes, '#'), { mode: 0o755 }),
  }
}

test('a Node is asked once, and again when its file is another one', async () => {
  const { ask, install, starts } = setUp()
  install('24.1.0')
  expect(await ask()).toEqual({ version: '24.1.0' })
  expect(await ask()).toEqual({ version: '24.1.0' })
  expect(starts()).toBe(1)
  install('24.20.0')
  expect(await ask()).toEqual({ version: '24.20.0' })
  expect(starts()).toBe(2)
})

test('a script that stands for a Node is asked each time: what it starts may change behind it', async () => {
  const { ask, install, starts } = setUp()
  install('24.1.0', 100)
  await ask()
  expect(await ask()).toEqual({ version: '24.1.0' })
  expect(starts()).toBe(2)
})

test('a memory that is broken, or has no place, is no reason not to know', async () => {
  const { ask, install, home, world } = setUp()
  install('24.1.0')
  writeFileSync(join(home, 'node-versions.json'), '{"half')
  expect(await ask()).toEqual({ version: '24.1.0' })
  const places = { ...world.places, dataFolder: join(home, 'not-there-yet') }
  expect(await askNodeVersion({ ...world, places }, join(home, 'node'))).toEqual({ version: '24.1.0' })
})

test('one that is not there, or ends without a word, says why', async () => {
  const { ask, home } = setUp()
  expect(await ask()).toMatchObject({ why: expect.stringContaining('ENOENT') })
  writeFileSync(join(home, 'node'), '#!/bin/sh\nexit 3\n', { mode: 0o755 })
  expect(await ask()).toEqual({ why: 'exit code 3' })
})
