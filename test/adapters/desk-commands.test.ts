import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createDeskCommands } from '../../src/adapters/desk-commands.ts'
import { scratchRoot } from '../doubles/scratch-root.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(scratchRoot, 'moltd-desk-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function script(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, `#!/bin/sh\n${text}\n`)
  chmodSync(path, 0o700)
  return path
}

/** A desk with systemd's programs played by scripts. */
function desk(moltd: string, environment: Record<string, string> = {}) {
  return createDeskCommands({
    moltd: [script('moltd', moltd)],
    configPath: '/c',
    environment: { PATH: `${folder}:/usr/bin:/bin`, ...environment },
  })
}

test('a command of ours is asked with the config, and its document is read', async () => {
  const { ask } = desk(`echo "$*" > ${folder}/asked; echo '{"a":1,"error":null}'; exit 3`)
  expect(await ask(['status', '--json'])).toEqual({
    exitCode: 3,
    document: { a: 1, error: null },
    error: null,
  })
  expect(readFileSync(join(folder, 'asked'), 'utf8')).toBe('--config /c status --json\n')
})

test('why it failed is told in its own words, with or without a document', async () => {
  const document = desk(`echo '{"error":{"code":"E_APPROVAL","message":"cannot","hint":"h"}}'; exit 1`)
  expect((await document.ask([])).error).toMatchObject({ code: 'E_APPROVAL', message: 'cannot' })
  const words = desk("echo 'moltd: cannot skip: no [E_USAGE]' >&2; echo '  hint' >&2; exit 2")
  expect((await words.ask([])).error).toEqual({ code: 'E_USAGE', message: 'cannot skip: no' })
  expect((await desk('exit 7').ask([])).error).toEqual({
    code: 'E_OWN_COMMAND',
    message: 'it ended without a word',
  })
  expect((await desk('echo fine').ask([])).error).toBeNull()
})

test('what takes long is begun in one unit for all of it, outside of what systemd gave to the daemon', async () => {
  script('systemd-run', `echo "$*" > ${folder}/begun`)
  const { begin } = desk('', { INVOCATION_ID: 'x', HOME: '/h' })
  expect(await begin(['run', '--by=$HOME'])).toBeNull()
  const words = readFileSync(join(folder, 'begun'), 'utf8')
  expect(words).toMatch(/--wait --user .*--unit=moltd-desk /)
  expect(words).toMatch(/ -- .*moltd --config \/c run --by=\$\$HOME\n$/)
  expect(words).not.toContain('INVOCATION_ID')
})

test('a second one beside it is refused, as systemd itself does it', async () => {
  script(
    'systemd-run',
    "echo 'Failed to start transient service unit: Unit moltd-desk.service was already loaded or has a fragment file.' >&2; exit 1",
  )
  expect(await desk('').begin(['run'])).toBe('what was ordered here before is still at work')
})

test('what fails at once says why; what ends with a report of its own does not', async () => {
  script('systemd-run', 'exit $CODE')
  script(
    'journalctl',
    "echo 'Running as unit'; echo 'moltd: cannot run an update now: process 7 is at work [E_LOCKED]'; echo '  hint'",
  )
  expect(await desk('', { CODE: '1' }).begin(['run'])).toBe(
    'cannot run an update now: process 7 is at work [E_LOCKED]',
  )
  for (const CODE of ['0', '3', '4', '5']) expect(await desk('', { CODE }).begin(['run'])).toBeNull()
})

test('what is still at work after a few seconds has begun', async () => {
  script('systemd-run', 'exec sleep 60')
  expect(await desk('').begin(['run'])).toBeNull()
}, 10_000)
