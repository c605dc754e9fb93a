import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createFiles } from '../../../src/adapters/files.ts'
import { pointUnitAt } from '../../../src/phases/update/point-unit.ts'
import type { World } from '../../../src/ports/world.ts'
import { gateway } from '../../doubles/fake-update-host.ts'

const store = '/home/claw/.local/share/pnpm/store/v11/links/@/openclaw'
const [old, fresh] = ['2026.9.5/2af', '2026.9.6/845'].map(
  slot => `${store}/${slot}/node_modules/openclaw`,
) as [string, string]
let folder: string
let reloads: number
let world: Pick<World, 'files' | 'supervisor'>
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'moltd-unit-'))
  reloads = 0
  const supervisor = { reloadDefinitions: async () => void reloads++ }
  world = { files: createFiles(), supervisor: supervisor as unknown as World['supervisor'] }
})
afterEach(() => rmSync(folder, { recursive: true }))

function gatewayOf(script: string) {
  const [unit, dropIn] = [join(folder, 'unit'), join(folder, 'mine.conf')]
  const line = `ExecStart=/opt/node ${script} gateway --port 1\n`
  writeFileSync(unit, `[Service]\n${line}`, { mode: 0o600 })
  writeFileSync(dropIn, `[Service]\nExecStart=\n${line}Environment=SKILLS=${old}/skills\n`)
  const definition = {
    ...gateway.definition,
    argv: ['/opt/node', script, 'gateway'],
    fragmentPath: unit,
    dropInPaths: [dropIn],
  }
  return { unit, dropIn, gateway: { definition } }
}

test('unit and drop-ins name the new folder of the package, and systemd is told', async () => {
  const at = gatewayOf(`${old}/dist/index.js`)
  await pointUnitAt(world, at.gateway, fresh)
  expect(readFileSync(at.unit, 'utf8')).toBe(
    `[Service]\nExecStart=/opt/node ${fresh}/dist/index.js gateway --port 1\n`,
  )
  expect(statSync(at.unit).mode & 0o777).toBe(0o600)
  expect(readFileSync(at.dropIn, 'utf8')).toContain(`SKILLS=${fresh}/skills`)
  expect(readFileSync(at.dropIn, 'utf8')).not.toContain(old)
  expect(reloads).toBe(1)
})

test('a unit that runs it by pnpm’s link is left as it is', async () => {
  const at = gatewayOf('/home/claw/.local/share/pnpm/global/v11/926e/node_modules/openclaw/dist/index.js')
  const before = readFileSync(at.unit, 'utf8')
  await pointUnitAt(world, at.gateway, fresh)
  expect(readFileSync(at.unit, 'utf8')).toBe(before)
  expect(reloads).toBe(0)
})
