import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { systemClock } from '../../src/adapters/clock.ts'
import { createRunLock } from '../../src/adapters/run-lock.ts'
import { makeHome } from './play-command.ts'
import { spawnMoltd, writeConfig } from './spawn-moltd.ts'

/** `moltd: <one sentence> [E_CODE]`, then what to do, indented. */
const oneSentence = /^moltd: .+ \[E_[A-Z_]+\]\n {2}\S.+\n$/

test('broken JSON5 is refused with line and column', async () => {
  const home = makeHome()
  const path = writeConfig(home, "{\n  channel: 'beta'\n  verify: {}\n}\n")
  const { exitCode, stdout, stderr } = await spawnMoltd(home, ['status'])
  expect([exitCode, stdout]).toEqual([2, ''])
  expect(stderr).toMatch(oneSentence)
  expect(stderr).toContain(`${path}:3:3: `)
  expect(stderr).toContain('[E_CONFIG_SYNTAX]')
})

test('an unknown key is refused with its line, and the nearest one is named', async () => {
  const home = makeHome()
  const path = writeConfig(home, '{\n  verify: { soakSecond: 5 },\n}\n')
  const { exitCode, stderr } = await spawnMoltd(home, ['config', 'check'])
  expect(exitCode).toBe(2)
  expect(stderr).toBe(
    `moltd: ${path}:2: verify.soakSecond is not a key of moltd [E_CONFIG_KEY]\n  Did you mean verify.soakSeconds?\n`,
  )
})

test('a config that is named and not there is refused', async () => {
  const { exitCode, stderr } = await spawnMoltd(makeHome(), ['status', '--config', '/no/such.json5'])
  expect(exitCode).toBe(2)
  expect(stderr).toMatch(/cannot read \/no\/such\.json5: it does not exist \[E_CONFIG_MISSING\]/)
})

test('a secret that others may read is refused, and not shown', async () => {
  const home = makeHome()
  const secret = join(home, 'webhook')
  writeFileSync(secret, 'https://discord.com/api/webhooks/1/very-secret-token\n')
  chmodSync(secret, 0o644)
  writeConfig(home, `{ notify: { discord: { webhookUrlFile: '~/webhook' } } }`)
  const { exitCode, stdout, stderr } = await spawnMoltd(home, ['config', 'check'])
  expect([exitCode, stdout]).toEqual([2, ''])
  expect(stderr).toMatch(/others may read it \(mode 644\) \[E_SECRET_READABLE\]\n {2}Run: chmod 600 /)
  expect(stderr).not.toContain('very-secret-token')
})

test('a secret that is not there is refused', async () => {
  const home = makeHome()
  writeConfig(home, `{ notify: { discord: { webhookUrlFile: '~/webhook' } } }`)
  const { exitCode, stderr } = await spawnMoltd(home, ['config', 'check'])
  expect(exitCode).toBe(2)
  expect(stderr).toMatch(oneSentence)
  expect(stderr).toContain('[E_SECRET_MISSING]')
})

test('a journal of a newer moltd is refused, and left as it is', async () => {
  const home = makeHome()
  const folder = join(home, '.local/share/moltd')
  mkdirSync(folder, { recursive: true })
  const journal = new DatabaseSync(join(folder, 'journal.sqlite'))
  journal.exec('CREATE TABLE runs (of_the_future TEXT); PRAGMA user_version = 999')
  for (const argv of [['status'], ['history'], ['run']]) {
    const { exitCode, stderr } = await spawnMoltd(home, argv)
    expect([argv, exitCode]).toEqual([argv, 1])
    expect(stderr).toMatch(oneSentence)
    expect(stderr).toContain('a newer moltd wrote it (schema 999, ')
  }
  expect(journal.prepare('PRAGMA user_version').get()).toEqual({ user_version: 999 })
  journal.close()
})

test('a lock that is held names its holder, since when, and what for', async () => {
  const home = makeHome()
  const lock = createRunLock(join(home, '.local/share/moltd/run.lock'), systemClock)
  const held = lock.acquire('run an update')
  for (const argv of [['run'], ['rollback'], ['recover']]) {
    const { exitCode, stdout, stderr } = await spawnMoltd(home, argv)
    expect([argv, exitCode, stdout]).toEqual([argv, 1, ''])
    expect(stderr).toMatch(
      new RegExp(`process ${process.pid}, since .+, for run an update is at work \\[E_LOCKED\\]\n {2}Wait`),
    )
  }
  if (held.kind === 'held') held.release()
  expect((await spawnMoltd(home, ['recover'])).exitCode).toBe(0)
})

test('without a user bus, a run says what was looked at and what to do, and touches nothing', async () => {
  const home = makeHome()
  const { exitCode, stdout } = await spawnMoltd(home, ['run', '--json'], { XDG_RUNTIME_DIR: '/no/such' })
  expect(exitCode).toBe(1)
  expect(JSON.parse(stdout)).toMatchObject({
    outcome: 'untouched',
    error: {
      code: 'E_NO_USER_BUS',
      message: expect.stringContaining('looked at /no/such/bus; XDG_RUNTIME_DIR is /no/such'),
      hint: expect.stringContaining('loginctl enable-linger'),
    },
  })
})
