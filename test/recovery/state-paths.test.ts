import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { shipped } from '../../src/recovery/layout.ts'
import { classifyStatePath, forwardOnlySet } from '../../src/recovery/state-paths.ts'

const table = {
  state: [
    'openclaw.json',
    '.env',
    'secrets.json',
    'state/openclaw.sqlite',
    'agents/main/agent/openclaw-agent.sqlite',
    'agents/main/sessions/a.jsonl',
    'cron/jobs.json',
    'credentials/discord-allowFrom.json',
    'identity/device.json',
    'npm/projects/x/yarn.lock',
    'extensions/bot/debug.log',
    'agents/main/codex/node_modules/tool/some.pid',
    'mediation/file',
    'cached.json',
    'wiki/page.md',
  ],
  'forward-only': [
    'credentials/whatsapp/me/creds.json',
    'credentials/whatsapp/me/pre-key-1.json',
    'credentials/creds.json',
    'credentials/session-1.json',
    'credentials/oauth.json',
    'credentials/matrix/credentials.json',
    'matrix/accounts/a/b/c/crypto/store.sqlite',
    'agents/x/agent/auth-profiles.json',
    'agents/x/agent/codex-home/auth.json',
  ],
  yours: [
    'workspace/a',
    'workspace-work/b',
    'media/x',
    'sandboxes/x',
    'models/m.gguf',
    'agents/main/workspace/a',
    'my/desk/a',
  ],
  disposable: [
    'cache/x',
    'tmp/x',
    'logs/x',
    'completions/x',
    'gateway.log',
    'agents/main/x.lock',
    'exec-approvals.sock',
    '.moltd-restore-1/x',
  ],
} as const

for (const [kind, paths] of Object.entries(table)) {
  test(`the table of classes: ${kind}`, () => {
    for (const path of paths) expect([path, classifyStatePath(path, ['my/desk'])]).toEqual([path, kind])
  })
}

test('the script at the stop sees exactly the paths that the classes restore', () => {
  const folder = mkdtempSync(join(tmpdir(), 'moltd-classes-'))
  try {
    const all = Object.values(table).flat()
    for (const path of all) {
      mkdirSync(join(folder, 'state', dirname(path)), { recursive: true })
      writeFileSync(join(folder, 'state', path), '')
    }
    writeFileSync(join(folder, 'yours'), 'my/desk\n')
    const ran = spawnSync('/bin/sh', [shipped.exactPass, 'list', join(folder, 'state'), folder], {
      encoding: 'utf8',
    })
    expect(ran).toMatchObject({ status: 0, stderr: '' })
    const listed = readFileSync(join(folder, 'live-list'), 'utf8')
      .trimEnd()
      .split('\n')
      .map(line => line.replace(/^[^/]*\//, ''))
    expect(listed.sort()).toEqual([...table.state, ...table['forward-only']].sort())
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('what only makes sense together is one set', () => {
  expect(forwardOnlySet('credentials/whatsapp/me/pre-key-1.json')).toBe('credentials/whatsapp/me')
  expect(forwardOnlySet('matrix/accounts/a/b')).toBe('matrix')
  expect(forwardOnlySet('credentials/oauth.json')).toBe('credentials/oauth.json')
})
