import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createFiles } from '../../../src/adapters/files.ts'
import { findHoles } from '../../../src/phases/rehearse/find-holes.ts'
import { scratchRoot } from '../../doubles/scratch-root.ts'

const whole = { 'package.json': '{}', 'dist/index.js': 'run()', 'dist/a.mjs': 'abc', 'patches/.gitkeep': '' }
const withSizes = 'dist/postinstall-content-inventory.json'
const withNames = 'dist/postinstall-inventory.json'

async function faultsOf(files: Record<string, string>): Promise<string[]> {
  const root = mkdtempSync(join(scratchRoot, 'moltd-holes-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return (await findHoles({ files: createFiles() }, root)).faults
}

test('a whole package has no holes, with or without an inventory; a placeholder may be empty', async () => {
  expect(await faultsOf(whole)).toEqual([])
  const inventory = [{ path: 'dist/a.mjs', sha256: 'x', mode: 420, size: 3 }]
  expect(await faultsOf({ ...whole, [withSizes]: JSON.stringify(inventory) })).toEqual([])
  expect(await faultsOf({ ...whole, [withNames]: '["dist/index.js"]' })).toEqual([])
})

test('a listed file that is missing, empty or of another size is named', async () => {
  const inventory = [
    { path: 'dist/a.mjs', size: 4 },
    { path: 'dist/gone.js', size: 9 },
    { path: 'dist/index.js', size: 5 },
  ]
  const files = { ...whole, 'dist/index.js': '', [withSizes]: JSON.stringify(inventory) }
  expect(await faultsOf(files)).toEqual([
    'dist/index.js is empty',
    'dist/a.mjs has 3 bytes, not 4',
    'dist/gone.js is missing',
  ])
})

test('what it depends on may have empty files: real packages do', async () => {
  expect(await faultsOf({ ...whole, 'node_modules/hono/dist/types.js': '' })).toEqual([])
})

test('an inventory that cannot be read says nothing', async () => {
  expect(await faultsOf({ ...whole, [withSizes]: '[{"path":' })).toEqual([])
})
