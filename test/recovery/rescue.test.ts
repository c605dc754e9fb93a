import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { installDropIn } from '../../src/recovery/drop-in.ts'
import { armExactPass } from '../../src/recovery/exact-pass.ts'
import { holdGateway } from '../../src/recovery/hold-gateway.ts'
import type { RecoveryPoint } from '../../src/recovery/recovery-point.ts'
import { renderRescueScript } from '../../src/recovery/rescue-script.ts'
import { type Host, makeHost, takePointOf } from './fixture.ts'

let host: Host
let point: RecoveryPoint
let stopped: Record<string, string>
beforeEach(async () => {
  host = makeHost()
  await installDropIn(host.world, host.gateway)
  point = await takePointOf(host)
  await armExactPass(host.world, host.gateway, point)
  host.addJob('after the live pass')
  host.put('.openclaw/late.json', 'late')
  rmSync(join(host.gateway.stateFolder, 'credentials/discord.json'))
  host.stop()
  stopped = host.photograph()
})
afterEach(() => host.remove())

/** A `systemctl` that fails stands first: a test must never reach a real gateway. */
function rescue(words: string[], input = '') {
  const bin = join(host.home, 'bin')
  mkdirSync(bin, { recursive: true })
  writeFileSync(join(bin, 'systemctl'), '#!/bin/sh\nexit 1\n')
  chmodSync(join(bin, 'systemctl'), 0o755)
  return spawnSync('/bin/sh', [join(point.path, 'rescue.sh'), ...words], {
    env: { PATH: `${bin}:/usr/bin:/bin` },
    input,
    encoding: 'utf8',
  })
}

test('with neither Node nor moltd everything is back as at the stop; yours stays, and what was there is kept', async () => {
  await holdGateway(host.world, host.gateway)
  host.becomeNewer()
  const ran = rescue(['--yes'])
  expect(ran).toMatchObject({ status: 0, stderr: '' })
  expect(host.photograph()).toEqual({
    ...stopped,
    'state/workspace/notes.md': '600 written under the new version',
  })
  expect(host.jobs()).toEqual(['from the beginning', 'after the live pass'])
  const data = host.world.places.dataFolder
  expect(readdirSync(join(data, 'armed'))).toEqual([])
  expect(readdirSync(join(data, 'hold'))).toEqual([])
  const aside = readdirSync(dirname(point.path)).find(name => name.endsWith('.aside'))
  expect(existsSync(join(dirname(point.path), aside ?? '', 'package/dist/brand-new.js'))).toBe(true)
})

test('it may be run again, also when the program is gone', () => {
  host.becomeNewer()
  rmSync(host.gateway.installation.root, { recursive: true })
  expect(rescue(['--yes']).status).toBe(0)
  expect(rescue(['--yes']).status).toBe(0)
  expect(host.photograph()).toEqual({
    ...stopped,
    'state/workspace/notes.md': '600 written under the new version',
  })
})

test('it asks first, and a no changes nothing', () => {
  host.becomeNewer()
  const before = host.photograph()
  const ran = rescue([], 'n\n')
  expect(ran).toMatchObject({ status: 0 })
  expect(ran.stdout).toContain('Nothing was done.')
  expect(host.photograph()).toEqual(before)
})

test('a point that is not whole is refused', () => {
  rmSync(join(point.path, 'package'), { recursive: true })
  const before = host.photograph()
  expect(rescue(['--yes']).status).toBe(1)
  expect(host.photograph()).toEqual(before)
})

test('names with quotes and dollars arrive as they are', () => {
  const name = `/home/o'brien $(touch pwned)`
  const facts = {
    unit: 'u',
    version: '1',
    packageRoot: name,
    stateFolder: name,
    port: 1,
    launchers: [],
    loose: [],
    workspaces: [name],
    armed: '',
    hold: '',
  }
  const script = renderRescueScript(
    '# values: begin\nold\n# values: end\nprintf %s "$package"; each_workspace echo\n',
    facts,
  )
  expect(spawnSync('/bin/sh', ['-c', script], { encoding: 'utf8' }).stdout).toBe(`${name}${name}\n`)
})
