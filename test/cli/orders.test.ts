import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { registerHold } from '../../src/cli/hold.ts'
import { registerPin } from '../../src/cli/pin.ts'
import { registerQuarantine } from '../../src/cli/quarantine.ts'
import { readOrders } from '../../src/cli/read-orders.ts'
import { registerSkip } from '../../src/cli/skip.ts'
import { makeHome, openCli } from './play-command.ts'

function open() {
  const home = makeHome()
  mkdirSync(join(home, '.config/moltd'), { recursive: true })
  writeFileSync(join(home, '.config/moltd/config.json5'), "{ schedule: { timezone: 'Europe/Berlin' } }")
  return openCli([registerHold, registerSkip, registerPin, registerQuarantine], home)
}

test('a hold is set, set again, and ended', async () => {
  const { run, openApp } = open()
  const hold = ['hold', '--until', '2096-12-01', '--reason', 'a fair']
  expect(await run(...hold)).toBe('Automatic runs are on hold until 2096-12-01 00:00 Europe/Berlin: a fair.')
  expect(await run(...hold)).toMatch('are already on hold')
  expect(readOrders(await openApp()).hold).toMatchObject({
    until: '2096-11-30T23:00:00.000Z',
    reason: 'a fair',
    text: 'until 2096-12-01 00:00 Europe/Berlin: a fair',
  })
  expect(await run('hold')).toBe('Automatic runs are on hold until `moltd unhold` ends it.')
  expect(readOrders(await openApp()).hold).toMatchObject({ until: null, reason: null })
  expect([await run('unhold'), await run('unhold')]).toEqual(['The hold has ended.', 'Nothing was on hold.'])
  expect(readOrders(await openApp()).hold).toBeNull()
})

test('a hold that is over is none', async () => {
  const { openApp } = open()
  const app = await openApp()
  app.memory.setHold({ untilMs: app.world.clock.nowMs() - 1, reason: null, sinceMs: 0 })
  expect(readOrders(app).hold).toBeNull()
})

test('a bad date, version or range changes nothing', async () => {
  const { run, openApp } = open()
  for (const argv of [
    ['hold', '--until', 'soon'],
    ['hold', '--until', '2020-01-01'],
    ['skip', 'latest'],
    ['pin', 'latest'],
    ['quarantine', 'release', 'all'],
  ])
    await expect(run(...argv)).rejects.toMatchObject({ code: 'E_USAGE' })
  expect((await openApp()).memory.orders()).toEqual({
    hold: null,
    pin: null,
    skipped: [],
    breakerResetMs: null,
  })
})

test('versions are skipped and taken back', async () => {
  const { run, openApp } = open()
  expect([await run('skip', 'v2026.9.6'), await run('skip', '2026.9.6')]).toEqual([
    '2026.9.6 is skipped.',
    '2026.9.6 is already skipped.',
  ])
  expect(readOrders(await openApp()).skipped).toEqual(['2026.9.6'])
  expect([await run('unskip', '2026.9.6'), await run('unskip', '2026.9.6')]).toEqual([
    '2026.9.6 is no longer skipped.',
    '2026.9.6 was not skipped.',
  ])
})

test('a pin replaces the one before', async () => {
  const { run, openApp } = open()
  await run('pin', '2026.9.x')
  expect(await run('pin', ' >=2026.9.4   <2026.10 ')).toBe(
    'Only versions within >=2026.9.4 <2026.10 are taken.',
  )
  expect(readOrders(await openApp()).pin).toBe('>=2026.9.4 <2026.10')
  expect([await run('unpin'), await run('unpin')]).toEqual(['The pin is lifted.', 'Nothing was pinned.'])
})

test('quarantine says what failed, and lets it go', async () => {
  const { run, openApp } = open()
  const app = await openApp()
  app.quarantine.add({
    version: '2026.9.6',
    reason: 'it was ill',
    runId: 'r1',
    atMs: Date.UTC(2026, 10, 1, 5),
  })
  expect(await run('quarantine', 'list')).toBe(
    '2026.9.6          2026-11-01 06:00 Europe/Berlin  r1  it was ill',
  )
  expect(JSON.parse(await run('quarantine', 'list', '--json'))).toEqual({
    versions: [{ version: '2026.9.6', reason: 'it was ill', runId: 'r1', at: '2026-11-01T05:00:00.000Z' }],
    breaker: { rollbacks: 0, isOpen: false, text: null },
  })
  expect(await run('quarantine', 'release', '2026.9.6')).toBe('2026.9.6 may be taken again.')
  expect(await run('quarantine', 'release', '2026.9.6')).toBe('2026.9.6 was not in quarantine.')
  expect(await run('quarantine', 'list')).toBe('No version is in quarantine.')
})

test('three rollbacks in a row open the breaker, and a person closes it', async () => {
  const { run, openApp } = open()
  const { journal, world, memory } = await openApp()
  expect(await run('quarantine', 'reset-breaker')).toBe('No rollback counts against automatic runs.')
  expect(memory.orders().breakerResetMs).toBeNull()
  const atMs = world.clock.nowMs() - 1000
  for (const id of ['a', 'b', 'c']) {
    journal.beginRun({ id, trigger: 'schedule', atMs })
    journal.beginStep(id, { phase: 'update', name: 'swap', summary: 'swap', facts: {}, atMs })
    journal.finishRun(id, 'rolled-back', atMs)
  }
  expect(await run('quarantine', 'list')).toMatch(
    '3 rollbacks in a row: automatic runs have stopped; `moltd quarantine reset-breaker` lets them go on',
  )
  expect(await run('quarantine', 'reset-breaker')).toMatch('automatic runs go on')
  expect(JSON.parse(await run('quarantine', 'list', '--json')).breaker).toMatchObject({ rollbacks: 0 })
})
