import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import { openSqliteJournal } from '../../../src/adapters/sqlite-journal.ts'
import type { MirrorOfRun } from '../../../src/mirror/of-run.ts'
import { conductRun } from '../../../src/phases/conduct-run.ts'
import type { Way } from '../../../src/phases/way.ts'
import { type DiscordServer, startDiscordServer } from '../../doubles/discord-server.ts'
import { addExecutable } from '../failing-check.ts'
import { armSquatter, endSquatter, takeThePort } from './squatter.ts'
import { type Stage, scenario, servedBy, writeMoltdConfig } from './stage.ts'

const promisedMs = 5_000

/** A bot that only reports, on a Discord of its own. */
async function connect({ home }: Stage): Promise<DiscordServer> {
  const discord = await startDiscordServer()
  const { token, guildId, channelId } = discord.bot
  const folder = join(home.home, '.config/moltd')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'token'), token, { mode: 0o600 })
  const bot = { tokenFile: join(folder, 'token'), guildId, channelId }
  await writeMoltdConfig(home.home, { notify: { discord: { bot } } })
  return discord
}

/** When a message with these words was there, by the wall clock. */
async function arrivalOf({ bot }: DiscordServer, words: RegExp): Promise<number> {
  for (let turn = 0; turn < 6_000; turn += 1) {
    if (bot.messages.some(({ content }) => words.test(content))) return Date.now()
    await sleep(10)
  }
  return Number.POSITIVE_INFINITY
}

/** A mirror whose sync takes until somebody ends it. */
function busyMirror(ended: Promise<unknown>): MirrorOfRun {
  return {
    begin: async () => null,
    tell: async () => {
      await ended
      return { alarms: ['v2026.9.4 was taken away'], troubles: [], summary: '' }
    },
    checkSource: async () => null,
    commitOf: async () => null,
    pin: async () => null,
  }
}

const update = (way: Way, mirror: MirrorOfRun | null) =>
  conductRun({ ...way, mirror }, { trigger: 'manual', dryRun: false }, new AbortController().signal)

scenario(
  'with OpenClaw dead, the verdict is at Discord within 5 s of being known: the mirror is not waited for, and what it adds comes into the same message',
  async ({ setStage, onTestFinished }) => {
    const stage = await setStage({
      afterStop: takeThePort,
      orders: { '*': { updaterPatienceMs: 1_500, keepsTryingForPort: true } },
    })
    armSquatter(stage.home, 'mute')
    const discord = await connect(stage)
    onTestFinished(() => discord.close())
    try {
      const arrived = arrivalOf(discord, /needs you/i)
      const report = await stage.run({
        environment: { MOLTD_DISCORD_API: discord.apiBase },
        go: way => update(way, busyMirror(arrived)),
      })
      expect(await servedBy(stage.home)).toBeNull()
      expect(report).toMatchObject({ outcome: 'stuck', rollbackVerdict: { kind: 'ill' } })
      const verdict = report.phases.findLast(({ name }) => name === 'verify')
      const knownMs = Date.parse(verdict?.startedAt ?? '') + (verdict?.durationMs ?? Number.NaN)
      expect((await arrived) - knownMs).toBeLessThan(promisedMs)
      expect(discord.bot.messages).toHaveLength(1)
      expect(JSON.stringify(discord.bot.messages)).toContain('v2026.9.4 was taken away')
    } finally {
      endSquatter(stage.home)
    }
  },
)

scenario(
  'hooks run after the outcome was said, and one that fails is added to it',
  async ({ setStage, onTestFinished }) => {
    const stage = await setStage()
    const discord = await connect(stage)
    onTestFinished(() => discord.close())
    const go = join(stage.home.home, 'go')
    addExecutable(stage.home, 'updated.d/10-slow', `until [ -e "${go}" ]; do sleep 0.05; done; exit 3`)
    void arrivalOf(discord, /Updated/).then(() => writeFileSync(go, ''))
    const report = await stage.run({
      environment: { MOLTD_DISCORD_API: discord.apiBase },
      settings: { checkTimeoutMs: 60_000 },
    })
    expect(report).toMatchObject({ outcome: 'updated', hooks: [{ answer: 'fail' }] })
    expect(discord.bot.messages).toMatchObject([{ content: expect.stringContaining('Updated') }])
    expect(JSON.stringify(discord.bot.messages[0]?.embeds)).toContain('ended with 3')
    const journal = openSqliteJournal(join(stage.home.home, '.local/share/moltd/journal.sqlite'))
    onTestFinished(() => journal.close())
    expect(journal.readRun(report.runId)?.notes.ending).toMatchObject({ outcome: 'updated' })
  },
)
