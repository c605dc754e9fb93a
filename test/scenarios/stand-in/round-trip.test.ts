import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type TestContext } from 'vitest'
import { conductRun } from '../../../src/phases/conduct-run.ts'
import { type DiscordServer, startDiscordServer } from '../../doubles/discord-server.ts'
import type { Orders } from '../../doubles/openclaw/orders.ts'
import { expectRolledBack, expectVersion } from './expect-world.ts'
import { newVersion, type SetStage, scenario, writeMoltdConfig } from './stage.ts'

type Context = Pick<TestContext, 'onTestFinished'> & { setStage: SetStage }

/** A gateway that has a place on Discord beside moltd's bot. */
async function setTheTable(
  { setStage, onTestFinished }: Context,
  faults: Orders,
  { allowBots = 'mentions' as unknown } = {},
) {
  const discord = await startDiscordServer()
  onTestFinished(() => discord.close())
  const { apiBase, talk } = discord
  const { id: botId, token } = talk.openclaw
  const place = { api: apiBase, channelId: talk.channelId, botId, token }
  const account = { accountId: 'default', enabled: true, configured: true, running: true, connected: true }
  const orders = {
    '*': { updaterPatienceMs: 1_500, discord: place, channelAccounts: { discord: [account] } },
  }
  const stage = await setStage({ orders, candidate: { faults } })
  const { configPath } = stage.home
  const config = JSON.parse(readFileSync(configPath, 'utf8'))
  writeFileSync(
    configPath,
    JSON.stringify({ ...config, channels: { discord: { enabled: true, allowBots } } }),
  )
  await configureMoltd(stage.home.home, discord)
  return { stage, discord, environment: { MOLTD_DISCORD_API: apiBase } }
}

/** As a person would: a file with the token, and the ids of channel and bot. */
function configureMoltd(home: string, { bot, talk }: DiscordServer): Promise<void> {
  const folder = join(home, '.config/moltd')
  const tokenFile = join(folder, 'discord-token')
  const { guildId, channelId } = bot
  const config = {
    checks: {
      messageRoundTrip: { channelId: talk.channelId, expectFrom: talk.openclaw.id, timeoutSeconds: 30 },
    },
    notify: { discord: { bot: { tokenFile, guildId, channelId } } },
  }
  mkdirSync(folder, { recursive: true })
  writeFileSync(tokenFile, bot.token, { mode: 0o600 })
  return writeMoltdConfig(home, config)
}

const saidByMoltd = ({ talk }: DiscordServer) =>
  talk.everSaid.filter(({ author }) => author.id !== talk.openclaw.id)

scenario(
  'a release that answers is well, after two messages in all',
  async ({ setStage, onTestFinished }) => {
    const { stage, discord, environment } = await setTheTable(
      { setStage, onTestFinished },
      { answersAfterMs: 100 },
    )
    const report = await stage.run({ environment })
    expect(report.error).toBeNull()
    expect(report).toMatchObject({ outcome: 'updated', verdict: { kind: 'well' } })
    const check = report.verdict?.checks.find(({ name }) => name === 'message-round-trip')
    expect(check).toMatchObject({ weight: 'required', answer: 'pass' })
    expect(saidByMoltd(discord)).toHaveLength(2)
    expect(discord.talk.messages.map(({ author }) => author.id)).toEqual(
      Array(2).fill(discord.talk.openclaw.id),
    )
    await expectVersion(stage, newVersion)
  },
)

for (const [what, faults] of [
  ['whose replies nobody sees (#77746)', { repliesInvisible: true }],
  ['that nothing reaches though its account is connected (#115229)', { inboundDead: true }],
] as const)
  scenario(`a release ${what} is taken back (E2)`, async ({ setStage, onTestFinished }) => {
    const { stage, discord, environment } = await setTheTable({ setStage, onTestFinished }, faults)
    const report = await stage.runWithLateRow({ environment })
    await expectRolledBack(stage, report, /does not answer a message/)
    const red = report.verdict?.checks.filter(
      ({ weight, answer }) => weight === 'required' && answer === 'fail',
    )
    expect(red?.map(({ code }) => code)).toEqual(['message-not-answered'])
    // Before, twice after, and once the old version: it answers.
    expect(saidByMoltd(discord)).toHaveLength(4)
    const restored = report.rollbackVerdict?.checks.find(({ name }) => name === 'message-round-trip')
    expect(restored).toMatchObject({ answer: 'pass' })
  })

scenario(
  'where OpenClaw passes over bots nobody is written to, and the update counts',
  async ({ setStage, onTestFinished }) => {
    const { stage, discord, environment } = await setTheTable(
      { setStage, onTestFinished },
      {},
      { allowBots: false },
    )
    const report = await stage.run({ environment })
    expect(report).toMatchObject({ outcome: 'updated', verdict: { kind: 'well' } })
    const check = report.verdict?.checks.find(({ name }) => name === 'message-round-trip')
    expect(check).toMatchObject({ answer: 'unknown', code: 'bots-passed-over' })
    expect(saidByMoltd(discord)).toEqual([])
  },
)

scenario('a dry run says nothing to anybody', async ({ setStage, onTestFinished }) => {
  const { stage, discord, environment } = await setTheTable({ setStage, onTestFinished }, {})
  const report = await stage.run({
    environment,
    go: (way, signal) => conductRun(way, { trigger: 'manual', dryRun: true }, signal),
  })
  expect(report.error).toBeNull()
  expect(discord.talk.everSaid).toEqual([])
})

scenario(
  'a Discord that goes away leaves it open, and the old version is not stuck for it',
  async ({ setStage, onTestFinished }) => {
    const { stage, discord, environment } = await setTheTable({ setStage, onTestFinished }, {})
    const report = await stage.run({
      environment,
      // Each try to reach it takes seconds that no clock hurries.
      settings: { settleMs: 10_000 },
      onTell: event => {
        if (event.kind === 'step-started' && event.step === 'drive-update')
          discord.leave().catch(() => undefined)
      },
    })
    expect(report).toMatchObject({
      outcome: 'rolled-back',
      verdict: { kind: 'inconclusive', reason: expect.stringContaining('could not write to OpenClaw') },
      rollbackVerdict: { kind: 'well' },
    })
  },
)
