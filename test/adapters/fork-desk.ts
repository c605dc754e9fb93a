import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { makeCertificates } from '../doubles/certificates.ts'
import { type DiscordServer, startDiscordServer } from '../doubles/discord-server.ts'

/** A desk in a process of its own, on a Discord with TLS that it trusts; both end with the test. */
export async function forkDesk(
  environment: Readonly<Record<string, string>> = {},
): Promise<{ discord: DiscordServer; desk: ChildProcess }> {
  const certificates = makeCertificates()
  const discord = await startDiscordServer(certificates)
  const folder = mkdtempSync(join(tmpdir(), 'moltd-desk-'))
  const authority = join(folder, 'authority.pem')
  writeFileSync(authority, certificates.authority)
  const { token, guildId, channelId } = discord.bot
  const script = join(import.meta.dirname, 'fixtures/desk-week.ts')
  const desk = fork(script, [discord.apiBase, token, guildId, channelId], {
    execArgv: ['--expose-gc', '--max-semi-space-size=1'],
    env: { PATH: process.env.PATH ?? '', NODE_EXTRA_CA_CERTS: authority, ...environment },
  })
  onTestFinished(async () => {
    desk.kill('SIGKILL')
    await discord.close()
    rmSync(folder, { recursive: true })
  })
  return { discord, desk }
}
