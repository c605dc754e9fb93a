import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openSqliteJournal } from '../../src/adapters/sqlite-journal.ts'
import { makeCertificates } from '../doubles/certificates.ts'
import { type DiscordFault, type DiscordServer, startDiscordServer } from '../doubles/discord-server.ts'
import { type Comparison, median, seconds } from './comparison.ts'

const rounds = 5
const targetMs = 5_000
const root = join(import.meta.dirname, '../..')
const moods: readonly { mood: string; faults: readonly DiscordFault[]; askedMs: number }[] = [
  { mood: '', faults: [], askedMs: 0 },
  {
    mood: ', which takes 2 s to answer',
    faults: [{ kind: 'slow', afterMs: 2_000, at: /messages$/ }],
    askedMs: 0,
  },
  {
    mood: ', which first asks to wait 2 s (429)',
    faults: [{ kind: 'rate-limit', afterMs: 2_000, at: /messages$/ }],
    askedMs: 2_000,
  },
]

/**
 * From the outcome in the journal to the message at Discord, by TLS, with a moltd that starts from nothing and no gateway anywhere; beside a
 * bare Node that does nothing but say it.
 */
export async function compareVoice(): Promise<Comparison[]> {
  const comparisons: Comparison[] = []
  for (const { mood, faults, askedMs } of moods) {
    const took: number[] = []
    const bare: number[] = []
    for (let round = 0; round < rounds; round += 1) {
      took.push(await sayOnce(faults, recover))
      bare.push(
        await sayOnce(
          faults.filter(({ kind }) => kind === 'slow'),
          post,
        ),
      )
    }
    const worst = Math.max(...took)
    comparisons.push({
      what: `outcome to Discord${mood}, no gateway (median of ${rounds}, worst)`,
      moltd: `${seconds(median(took))}, ${seconds(worst)}`,
      other: `a Node that only says it: ${seconds(median(bare))}`,
      target: `≤ ${seconds(targetMs + askedMs)}`,
      met: worst <= targetMs + askedMs,
    })
  }
  return comparisons
}

/** A run that has its outcome and has not said it, and somebody who does. */
async function sayOnce(faults: readonly DiscordFault[], speak: typeof recover): Promise<number> {
  const certificates = makeCertificates()
  const discord = await startDiscordServer(certificates)
  const home = mkdtempSync(join(tmpdir(), 'moltd-bench-voice-'))
  const { token, guildId, channelId } = discord.bot
  const files = { token, 'authority.pem': certificates.authority }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(home, name), text, { mode: 0o600 })
  const config = join(home, 'config.json5')
  const bot = { tokenFile: join(home, 'token'), guildId, channelId }
  writeFileSync(config, JSON.stringify({ notify: { discord: { bot } } }))
  const data = join(home, '.local/share/moltd')
  mkdirSync(data, { recursive: true })
  const journal = openSqliteJournal(join(data, 'journal.sqlite'))
  journal.beginRun({ id: 'bench', trigger: 'schedule', atMs: Date.now() })
  const ending = { outcome: 'rolled-back', headline: 'rolled back to 2026.9.5: the gateway does not serve' }
  for (const [name, value] of Object.entries({ from: '2026.9.5', to: '2026.9.6', ending }))
    journal.note('bench', name, value)
  try {
    discord.fail(...faults)
    const begunMs = Date.now()
    const speaker = speak(home, discord)
    const [arrivedMs] = await Promise.all([arrival(discord), once(speaker, 'exit')])
    return arrivedMs - (journal.readRun('bench')?.finishedAtMs ?? begunMs)
  } finally {
    journal.close()
    await discord.close()
    rmSync(home, { recursive: true, force: true })
  }
}

function recover(home: string, { apiBase }: DiscordServer): ChildProcess {
  const config = join(home, 'config.json5')
  return start(home, apiBase, [join(root, 'dist/bin.js'), 'recover', '--json', '--config', config])
}

/** Known since before it started. */
function post(home: string, { apiBase, bot }: DiscordServer): ChildProcess {
  const request = {
    method: 'POST',
    headers: { authorization: `Bot ${bot.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ content: 'rolled back', allowed_mentions: { parse: [] } }),
  }
  const url = `${apiBase}/v10/channels/${bot.channelId}/messages`
  return start(home, apiBase, ['--eval', `fetch(${JSON.stringify(url)}, ${JSON.stringify(request)})`])
}

function start(home: string, apiBase: string, words: readonly string[]): ChildProcess {
  return spawn(process.execPath, words, {
    env: {
      HOME: home,
      PATH: '/usr/bin:/bin',
      MOLTD_LOG: 'silent',
      MOLTD_DISCORD_API: apiBase,
      NODE_EXTRA_CA_CERTS: join(home, 'authority.pem'),
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

/** When Discord had it, by the wall clock. */
async function arrival({ bot }: DiscordServer): Promise<number> {
  for (let turn = 0; turn < 6_000; turn += 1) {
    if (bot.messages.length > 0) return Date.now()
    await sleep(5)
  }
  return Number.POSITIVE_INFINITY
}
