import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { systemClock } from '../../src/adapters/clock.ts'
import { createRunLock } from '../../src/adapters/run-lock.ts'
import { openSqliteSlotBook } from '../../src/adapters/sqlite-slot-book.ts'
import { registerStatus } from '../../src/cli/status.ts'
import type { SlotEntry } from '../../src/ports/slot-book.ts'
import { openCli } from './play-command.ts'
import { writeConfig } from './spawn-moltd.ts'

const slotMs = Date.UTC(2026, 10, 23, 6)
const nextMs = Date.UTC(2026, 10, 24, 6, 7)

/** A home whose daemon is at work, as far as can be seen from outside. */
function withDaemon(...entries: Partial<SlotEntry>[]) {
  const cli = openCli([registerStatus])
  writeConfig(cli.home, "{ schedule: { timezone: 'UTC' } }")
  const dataFolder = join(cli.home, '.local/share/moltd')
  const book = openSqliteSlotBook(join(dataFolder, 'schedule.sqlite'))
  const lock = createRunLock(join(dataFolder, 'daemon.lock'), systemClock).acquire('be the daemon')
  let isAtWork = true
  const stopDaemon = () => {
    if (lock.kind === 'held' && isAtWork) lock.release()
    isAtWork = false
  }
  onTestFinished(() => {
    book.close()
    stopDaemon()
  })
  const entry: SlotEntry = {
    slotMs,
    trigger: 'schedule',
    state: 'ended',
    reason: 'its run ended updated',
    job: null,
    journalRow: null,
    launchedAtMs: null,
    runId: null,
    outcome: null,
    telling: null,
    changedAtMs: slotMs,
  }
  book.take(
    entries.map(more => ({ ...entry, ...more })),
    slotMs,
  )
  book.foresee(nextMs)
  return { ...cli, stopDaemon }
}

test('status says when the next run is due, by the daemon’s own reckoning, and what became of the last', async () => {
  const { run } = withDaemon({})
  expect(await run('status')).toMatch(
    /\nschedule +the next run is due 2026-11-24 06:07 UTC\nschedule +of the one of 2026-11-23 06:00 UTC: its run ended updated\nlast run/,
  )
  expect(JSON.parse(await run('status', '--json')).schedule).toMatchObject({
    daemon: true,
    nextAt: '2026-11-24T06:07:00.000Z',
    due: null,
    last: { slotAt: '2026-11-23T06:00:00.000Z', state: 'ended', reason: 'its run ended updated' },
    problem: null,
  })
})

test('a run that is due says why it waits', async () => {
  const reason = 'the maintenance window opens on 2026-11-23 22:00 (UTC)'
  const { run } = withDaemon({ state: 'queued', reason })
  expect(await run('status')).toContain(`the run of 2026-11-23 06:00 UTC waits: ${reason}\n`)
  expect(JSON.parse(await run('status', '--json')).schedule.due).toEqual({
    slotAt: '2026-11-23T06:00:00.000Z',
    state: 'waits',
    reason,
  })
})

test('without its daemon no next run is promised', async () => {
  const { run, stopDaemon } = withDaemon({})
  stopDaemon()
  const status = await run('status')
  expect(status).toMatch(/schedule +the daemon does not run, so that no run begins by itself/)
  expect(status).not.toContain('the next run is due')
  expect(JSON.parse(await run('status', '--json')).schedule).toMatchObject({ daemon: false, nextAt: null })
})

test('a book that cannot be read is said, and keeps nothing else from being said', async () => {
  const broken = openCli([registerStatus])
  await broken.openApp()
  const text = 'this is no database, but long enough to be taken for one'.repeat(20)
  writeFileSync(join(broken.home, '.local/share/moltd/schedule.sqlite'), text)
  expect(await broken.run('status')).toMatch(/schedule +file is not a database\nlast run/)
})
