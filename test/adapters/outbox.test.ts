import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type OpenOutbox, openSqliteOutbox } from '../../src/adapters/outbox.ts'

let folder: string
let path: string
let outbox: OpenOutbox

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'moltd-outbox-'))
  path = join(folder, 'data', 'outbox.sqlite')
  outbox = openSqliteOutbox(path)
})

afterEach(() => {
  outbox.close()
  rmSync(folder, { recursive: true })
})

const message = (runId: string, body = '{}') => ({ runId, kind: 'discord-report', body })

test('the same report is never queued twice', () => {
  expect(outbox.enqueue(message('one', 'first'), 1000)).toBe(true)
  expect(outbox.enqueue(message('one', 'second'), 2000)).toBe(false)
  expect(outbox.enqueue({ ...message('one'), kind: 'other' }, 2000)).toBe(true)
  expect(outbox.list(['pending']).map(({ body }) => body)).toEqual(['first', '{}'])
})

test('not even after it was delivered', () => {
  outbox.enqueue(message('one'), 1000)
  outbox.markDelivered(outbox.claim(1000, 2000)?.sequence ?? 0, 1000)
  expect(outbox.enqueue(message('one'), 3000)).toBe(false)
  expect(outbox.nextDueMs()).toBeNull()
})

test('messages leave in the order in which they came, the later ones wait', () => {
  outbox.enqueue(message('one'), 1000)
  outbox.enqueue(message('two'), 1001)
  const first = outbox.claim(1001, 2000)
  expect(first).toMatchObject({ runId: 'one', state: 'sending', attempts: 1 })
  expect(outbox.claim(1001, 2000)).toBeNull()
  outbox.postpone(first?.sequence ?? 0, { nextAttemptMs: 5000, askedUntilMs: null }, 'Discord is away')
  expect(outbox.claim(4999, 6000)).toBeNull()
  expect(outbox.nextDueMs()).toBe(5000)
  const again = outbox.claim(5000, 6000)
  expect(again).toMatchObject({ runId: 'one', attempts: 2, lastError: 'Discord is away' })
  outbox.markDelivered(again?.sequence ?? 0, 5500)
  expect(outbox.claim(5500, 6000)).toMatchObject({ runId: 'two' })
})

test('with news what waits is due at once, but not before the service wants it', () => {
  outbox.enqueue(message('one'), 1000)
  const { sequence = 0 } = outbox.claim(1000, 2000) ?? {}
  outbox.postpone(sequence, { nextAttemptMs: 9000, askedUntilMs: null }, 'Discord is away')
  outbox.hurry(3000)
  expect(outbox.nextDueMs()).toBe(3000)
  outbox.hurry(4000)
  expect(outbox.nextDueMs()).toBe(3000)
  outbox.postpone(sequence, { nextAttemptMs: 9000, askedUntilMs: 9000 }, 'Discord asks to wait (429)')
  outbox.hurry(5000)
  expect(outbox.nextDueMs()).toBe(9000)
})

test('what was being sent when its process died is taken over when its time is up, not before', () => {
  outbox.enqueue(message('one'), 1000)
  outbox.claim(1000, 9000)
  outbox.close()
  outbox = openSqliteOutbox(path)
  expect(outbox.claim(8999, 20_000)).toBeNull()
  expect(outbox.claim(9000, 20_000)).toMatchObject({ runId: 'one', attempts: 2 })
})

test('a message does not wait for a clock that was set back', () => {
  const aYearMs = 365 * 86_400_000
  outbox.enqueue(message('one'), aYearMs)
  expect(outbox.claim(1000, 2000)).toMatchObject({ runId: 'one' })
})

test('two processes never take the same message', () => {
  outbox.enqueue(message('one'), 1000)
  const other = openSqliteOutbox(path)
  expect([outbox.claim(1000, 9000), other.claim(1000, 9000)].filter(entry => entry !== null)).toHaveLength(1)
  other.close()
})

test('a message that is given up stays, with its reason, and lets the next one pass', () => {
  outbox.enqueue(message('one'), 1000)
  outbox.enqueue(message('two'), 1000)
  outbox.giveUp(outbox.claim(1000, 2000)?.sequence ?? 0, 1500, 'the webhook is gone')
  expect(outbox.list(['undeliverable'])).toMatchObject([
    { runId: 'one', lastError: 'the webhook is gone', endedAtMs: 1500 },
  ])
  expect(outbox.claim(1500, 2000)).toMatchObject({ runId: 'two' })
})

test('only what ended long ago is forgotten', () => {
  for (const runId of ['old', 'new', 'open']) outbox.enqueue(message(runId), 1000)
  outbox.markDelivered(outbox.claim(1000, 2000)?.sequence ?? 0, 2000)
  outbox.markDelivered(outbox.claim(1000, 2000)?.sequence ?? 0, 8000)
  expect(outbox.forgetEnded(5000)).toBe(1)
  expect(outbox.list(['delivered', 'pending']).map(({ runId }) => runId)).toEqual(['new', 'open'])
})

test('a message is on disk when enqueue returns: a killed process loses nothing', () => {
  const script = `
    const { openSqliteOutbox } = await import(${JSON.stringify(join(import.meta.dirname, '../../src/adapters/outbox.ts'))})
    openSqliteOutbox(${JSON.stringify(path)}).enqueue({ runId: 'killed', kind: 'k', body: 'b' }, 1)
    process.kill(process.pid, 'SIGKILL')`
  expect(() =>
    execFileSync(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' }),
  ).toThrow()
  expect(outbox.list(['pending'])).toMatchObject([{ runId: 'killed' }])
})

test('others may read it meanwhile', () => {
  const database = new DatabaseSync(path, { readOnly: true })
  expect(database.prepare('PRAGMA journal_mode').get()).toMatchObject({ journal_mode: 'wal' })
  database.close()
})

test('its folder is for its owner alone', () => {
  expect(statSync(join(folder, 'data')).mode & 0o777).toBe(0o700)
})

test('a file that is no database is left as it is, and the error says which and what to do', () => {
  const broken = join(folder, 'broken.sqlite')
  writeFileSync(broken, 'this is not a database, but it is long enough to be looked at')
  expect(() => openSqliteOutbox(broken)).toThrow(
    expect.objectContaining({ code: 'E_OUTBOX', message: expect.stringContaining(broken) }),
  )
  mkdirSync(join(folder, 'a-folder'))
  expect(() => openSqliteOutbox(join(folder, 'a-folder'))).toThrow(
    expect.objectContaining({ code: 'E_OUTBOX' }),
  )
})

test('a file of a newer moltd is refused, not spoilt', () => {
  const database = new DatabaseSync(path)
  database.exec('PRAGMA user_version = 99')
  database.close()
  expect(() => openSqliteOutbox(path)).toThrow(/a newer moltd wrote it/)
})
