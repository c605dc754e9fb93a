import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openSqliteOutbox } from '../../src/adapters/outbox.ts'
import { wordsOf } from '../../src/notify/discord-words.ts'
import { queueReport } from '../../src/notify/queue-report.ts'
import { type DiscordFault, type DiscordServer, startDiscordServer } from '../doubles/discord-server.ts'
import { sampleReport } from '../notify/sample-reports.ts'

const runIds = ['20261122-060003-aaaa', '20261122-060003-bbbb', '20261122-060003-cccc']

async function queueThree() {
  const folder = mkdtempSync(join(tmpdir(), 'moltd-once-'))
  const discord = await startDiscordServer()
  onTestFinished(async () => {
    await discord.close()
    rmSync(folder, { recursive: true })
  })
  const path = join(folder, 'outbox.sqlite')
  const outbox = openSqliteOutbox(path)
  for (const runId of runIds)
    queueReport(
      { clock: clockOfNow() },
      outbox,
      { words: wordsOf('en'), hasDesk: false },
      sampleReport('held', { runId }),
    )
  outbox.close()
  return { discord, path }
}

function clockOfNow() {
  return { nowMs: () => Date.now(), monotonicMs: () => 0, uptimeMs: () => 0, sleep: async () => undefined }
}

function deliver(path: string, { apiBase, bot }: DiscordServer) {
  const script = join(import.meta.dirname, 'fixtures', 'deliver-by-bot.ts')
  return spawn(process.execPath, [script, path, apiBase, bot.token, bot.channelId], { stdio: 'inherit' })
}

/** Every fault with which the fate of a message is in doubt; the process is killed as soon as its request came in, too. */
const lives: readonly (readonly [string, readonly DiscordFault[], boolean])[] = [
  ['the connection breaks after Discord took it', [{ kind: 'reset-after-taking' }], false],
  ['moltd is killed while it sends', [], true],
  ['moltd is killed while Discord hangs', [{ kind: 'hang' }], true],
  [
    'Discord takes it and dies, then asks to wait, then is away',
    [
      { kind: 'reset-after-taking' },
      { kind: 'rate-limit', afterMs: 300, global: true },
      { kind: 'status', status: 503 },
    ],
    false,
  ],
]

test.each(lives)('each report arrives exactly once and in order when %s', async (_, faults, isKilled) => {
  const { discord, path } = await queueThree()
  discord.fail(...faults)
  if (isKilled) {
    const doomed = deliver(path, discord)
    await discord.nextRequest()
    doomed.kill('SIGKILL')
    await once(doomed, 'exit')
    discord.bot.forgetNonces()
  }
  for (let life = 0; life < 4; life += 1) {
    const [code] = await once(deliver(path, discord), 'exit')
    if (code === 0) break
  }
  const arrived = discord.bot.messages.map(({ embeds }) => embeds[0]?.footer?.text.split('run ')[1])
  expect(arrived).toEqual(runIds)
})
