import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { makeCertificates } from '../doubles/certificates.ts'
import { startDiscordServer } from '../doubles/discord-server.ts'
import type { Comparison } from './comparison.ts'

const targetBytes = 100e6
const root = join(import.meta.dirname, '../..')

/** The daemon with its bot connected by TLS, beside one without a bot and a Node that does nothing, all on this machine; Discord is played on loopback. */
export async function compareDesk(idleMinutes: number): Promise<Comparison[]> {
  const certificates = makeCertificates()
  const discord = await startDiscordServer(certificates)
  const folder = mkdtempSync(join(tmpdir(), 'moltd-bench-desk-'))
  const { token, guildId, channelId } = discord.bot
  const tokenFile = join(folder, 'token')
  writeFileSync(tokenFile, token, { mode: 0o600 })
  const bot = { tokenFile, guildId, channelId, allow: { users: ['1298765432109876777'] } }
  const authority = join(folder, 'authority.pem')
  writeFileSync(authority, certificates.authority)
  const environment = { MOLTD_DISCORD_API: discord.apiBase, NODE_EXTRA_CA_CERTS: authority }
  const withBot = startDaemon(join(folder, 'with'), { notify: { discord: { bot } } }, environment)
  const without = startDaemon(join(folder, 'without'), {}, environment)
  const bare = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1e9)'])
  try {
    await discord.gateway.until(() => discord.gateway.isAttended())
    await sleep(idleMinutes * 60_000)
    if (!discord.gateway.isAttended()) throw new Error('the bot is not connected any more')
    const bytes = residentBytes(withBot)
    const { heartbeats } = discord.gateway
    return [
      {
        what: `daemon with its bot connected by TLS, memory after ${idleMinutes} min and ${heartbeats} heartbeats`,
        moltd: megabytes(bytes),
        other: `without a bot: ${megabytes(residentBytes(without))}, a Node that waits: ${megabytes(residentBytes(bare))}`,
        target: `≤ ${megabytes(targetBytes)}`,
        met: bytes <= targetBytes,
      },
    ]
  } finally {
    for (const process of [withBot, without, bare]) process.kill('SIGKILL')
    await discord.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** As its unit starts it, with a home of its own. */
function startDaemon(home: string, config: object, environment: Record<string, string>): ChildProcess {
  const unit = readFileSync(join(root, 'systemd/moltd.service'), 'utf8')
  const [, flags = ''] = /^ExecStart=@node@ (.*) @entry@ daemon$/m.exec(unit) ?? []
  const arenas = /^Environment=MALLOC_ARENA_MAX=(\d+)$/m.exec(unit)?.[1] ?? ''
  const file = `${home}.json5`
  writeFileSync(file, JSON.stringify(config))
  return spawn(
    process.execPath,
    [...flags.split(' '), join(root, 'dist/bin.js'), 'daemon', '--config', file],
    {
      env: { HOME: home, PATH: '/usr/bin:/bin', MALLOC_ARENA_MAX: arenas, MOLTD_LOG: 'warn', ...environment },
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  )
}

function residentBytes({ pid }: ChildProcess): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}
