import { execFileSync, spawnSync } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:http'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { systemCommands } from '../../src/adapters/commands.ts'
import { scratchRoot } from '../doubles/scratch-root.ts'

const samples = join(import.meta.dirname, '../../config/samples/checks')
const names = readdirSync(samples, { recursive: true, withFileTypes: true })
  .filter(entry => entry.isFile())
  .map(entry => join(entry.parentPath, entry.name).slice(samples.length + 1))

/** A home with a state folder, and a CLI that answers as it is told. */
function setUp(cli = 'process.exit(1)') {
  const home = mkdtempSync(join(scratchRoot, 'moltd-samples-'))
  onTestFinished(() => rmSync(home, { recursive: true, force: true }))
  const state = join(home, '.openclaw')
  mkdirSync(state)
  mkdirSync(join(home, 'package'))
  writeFileSync(join(home, 'package/openclaw.mjs'), cli)
  const environment = {
    HOME: home,
    PATH: process.env.PATH ?? '/usr/bin:/bin',
    MOLTD_FROM: '2026.9.5',
    MOLTD_TO: '2026.9.6',
    MOLTD_OUTCOME: 'updated',
    MOLTD_REASON: '2026.9.6 serves',
    MOLTD_EVIDENCE: join(home, 'evidence', 'run-1'),
    MOLTD_PACKAGE_ROOT: join(home, 'package'),
    MOLTD_STATE_FOLDER: state,
    MOLTD_NODE: process.execPath,
  }
  const run = (name: string, more: Record<string, string> = {}) =>
    systemCommands.run({ argv: [join(samples, name)], env: { ...environment, ...more }, timeoutMs: 20_000 })
  return { home, state, run }
}

const lists = (job: string) => `console.log(JSON.stringify({ jobs: [{ id: 'a', name: '${job}' }] }, null, 2))`

test.each(names)('%s is executable, plain sh, and short', name => {
  const path = join(samples, name)
  const text = readFileSync(path, 'utf8')
  expect(statSync(path).mode & 0o111).not.toBe(0)
  expect(text.split('\n')[0]).toBe('#!/bin/sh')
  expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(25)
  expect(text).toMatch(/^# [A-Z]/m)
  expect(spawnSync('/bin/sh', ['-n', path]).status).toBe(0)
})

test('cron-job-is-there passes with the job, fails without it, and cannot say when OpenClaw does not answer', async () => {
  const name = 'required.d/cron-job-is-there'
  expect((await setUp(lists('morning briefing')).run(name)).exitCode).toBe(0)
  expect(await setUp(lists('another')).run(name)).toMatchObject({
    exitCode: 1,
    stdout: expect.stringContaining('"morning briefing" is not there'),
  })
  expect((await setUp().run(name)).exitCode).toBe(75)
})

test('workspace-is-committed wants git, and nothing uncommitted', async () => {
  const { state, run } = setUp()
  const name = 'wanted.d/workspace-is-committed'
  const workspace = join(state, 'workspace')
  mkdirSync(workspace)
  // a scratch folder may lie inside of somebody's repository
  const alone = { GIT_CEILING_DIRECTORIES: dirname(workspace) }
  expect((await run(name, alone)).stdout).toContain('is not in git')
  const git = (...argv: string[]) => execFileSync('git', ['-C', workspace, ...argv], { stdio: 'ignore' })
  git('init')
  writeFileSync(join(workspace, 'soul.md'), 'mine')
  expect((await run(name, alone)).stdout).toContain('1 uncommitted changes')
  git('add', '.')
  git('-c', 'user.name=a', '-c', 'user.email=a@example.org', 'commit', '-m', 'a')
  expect((await run(name, alone)).exitCode).toBe(0)
})

test('ntfy sends the reason to the address in the file, and says when there is none', async () => {
  const { home, run } = setUp()
  expect(await run('updated.d/50-ntfy')).toMatchObject({
    exitCode: 1,
    stdout: expect.stringContaining('address'),
  })
  const got: { title: unknown; body: string }[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    got.push({ title: request.headers.title, body })
    response.end()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const file = join(home, 'ntfy')
  writeFileSync(file, `http://127.0.0.1:${address.port}/my-topic\n`)
  const told = { NTFY_FILE: file, no_proxy: '127.0.0.1' }
  expect((await run('updated.d/50-ntfy', told)).exitCode).toBe(0)
  await run('rolled-back.d/50-ntfy', { ...told, MOLTD_OUTCOME: 'rolled-back', MOLTD_TO: '2026.9.5' })
  expect(got).toEqual([
    { title: 'OpenClaw 2026.9.5 -> 2026.9.6', body: '2026.9.6 serves' },
    { title: 'OpenClaw is back on 2026.9.5', body: '2026.9.6 serves' },
  ])
})

test('desktop-line is silent where there is no desktop', async () => {
  expect(await setUp().run('updated.d/60-desktop-line', { DISPLAY: '', WAYLAND_DISPLAY: '' })).toMatchObject({
    exitCode: 0,
    stdout: '',
  })
})

test('prune-logs removes old logs and nothing else', async () => {
  const { state, run } = setUp()
  const logs = join(state, 'logs')
  mkdirSync(logs)
  const old = new Date(Date.now() - 40 * 86_400_000)
  for (const name of ['old.log', 'old.log.1', 'old.json', 'new.log']) {
    writeFileSync(join(logs, name), '')
    if (name.startsWith('old')) utimesSync(join(logs, name), old, old)
  }
  expect((await run('updated.d/90-prune-logs')).stdout).toContain('2 old log files removed')
  expect(readdirSync(logs).toSorted()).toEqual(['new.log', 'old.json'])
})

test('keep-last-evidence packs the evidence into one private file', async () => {
  const { home, run } = setUp()
  mkdirSync(join(home, 'evidence/run-1'), { recursive: true })
  writeFileSync(join(home, 'evidence/run-1/summary.json'), '{}')
  expect((await run('rolled-back.d/10-keep-last-evidence')).exitCode).toBe(0)
  const file = join(home, 'moltd-evidence.tar.gz')
  expect(execFileSync('tar', ['-tzf', file], { encoding: 'utf8' })).toContain('run-1/summary.json')
  expect(statSync(file).mode & 0o077).toBe(0)
})
