import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ButtonStyle, ComponentType, GatewayDispatchEvents } from 'discord-api-types/v10'
import { expect, onTestFinished, test } from 'vitest'
import { openSqliteOutbox } from '../../src/adapters/outbox.ts'
import { openSqliteAuditTrail } from '../../src/adapters/sqlite-audit-trail.ts'
import { openSqliteJournal } from '../../src/adapters/sqlite-journal.ts'
import { openSqlitePolicyMemory } from '../../src/adapters/sqlite-policy-memory.ts'
import { wordsOf } from '../../src/notify/discord-words.ts'
import { queueReport } from '../../src/notify/queue-report.ts'
import { readReport } from '../../src/phases/report/index.ts'
import { spawnMoltd } from '../cli/spawn-moltd.ts'
import { owner } from '../doubles/discord-interactions.ts'
import { type DiscordServer, startDiscordServer } from '../doubles/discord-server.ts'
import { serveRegistry } from '../doubles/registry-server.ts'
import { scratchRoot } from '../doubles/scratch-root.ts'

const program = join(import.meta.dirname, '../../src/bin.ts')
const version = '2026.9.6'
const runId = '20261122-060003-a1b2'

async function until<T>(find: () => T | null | undefined | false, what: string): Promise<T> {
  for (let turn = 0; turn < 900; turn += 1) {
    const found = find()
    if (found) return found
    await sleep(50)
  }
  throw new Error(`it never came about: ${what}`)
}

/** A home with a bot, a registry that offers a version, and a run that waits for somebody's yes to it. */
async function settle() {
  const home = mkdtempSync(join(scratchRoot, 'moltd-desk-'))
  const discord = await startDiscordServer()
  const versions = join(home, 'versions')
  mkdirSync(join(versions, version), { recursive: true })
  writeFileSync(join(versions, version, 'package.json'), JSON.stringify({ name: 'openclaw', version }))
  writeFileSync(join(versions, 'dist-tags.json'), JSON.stringify({ latest: version }))
  const registry = await serveRegistry(versions)
  const packument = (await (await fetch(`${registry.url}openclaw`)).json()) as {
    versions: Record<string, { dist: { integrity: string } }>
  }
  const integrity = packument.versions[version]?.dist.integrity ?? ''
  const token = join(home, 'token')
  writeFileSync(token, discord.bot.token, { mode: 0o600 })
  const config = join(home, 'config.json5')
  const { guildId, channelId } = discord.bot
  writeFileSync(
    config,
    JSON.stringify({
      policy: { mode: 'ask' },
      notify: { discord: { bot: { tokenFile: token, guildId, channelId, allow: { users: [owner.id] } } } },
    }),
  )
  const data = join(home, '.local/share/moltd')
  mkdirSync(data, { recursive: true })
  const journal = openSqliteJournal(join(data, 'journal.sqlite'))
  journal.beginRun({ id: runId, trigger: 'schedule', atMs: Date.now() - 60_000 })
  for (const [name, value] of Object.entries({
    from: '2026.9.5',
    to: version,
    offer: { version, integrity },
    headline: `${version} waits for your yes`,
  }))
    journal.note(runId, name, value)
  journal.finishRun(runId, 'awaiting-approval', Date.now() - 50_000)
  const report = readReport(journal, runId)
  journal.close()
  if (report === null) throw new Error('there is no report')
  const outbox = openSqliteOutbox(join(data, 'outbox.sqlite'))
  const clock = {
    nowMs: () => Date.now(),
    monotonicMs: () => 0,
    uptimeMs: () => 0,
    sleep: async () => undefined,
  }
  queueReport({ clock }, outbox, { words: wordsOf('en'), hasDesk: true }, report)
  outbox.close()
  onTestFinished(async () => {
    await discord.close()
    await registry.close()
    rmSync(home, { recursive: true, force: true })
  })
  const environment = { MOLTD_DISCORD_API: discord.apiBase, npm_config_registry: registry.url }
  return { home, discord, config, data, environment, integrity }
}

function startDaemon({ home, config, environment }: Awaited<ReturnType<typeof settle>>): ChildProcess {
  const daemon = spawn(process.execPath, [program, 'daemon', '--config', config], {
    env: { HOME: home, PATH: '/usr/bin:/bin', MOLTD_LOG: 'warn', ...environment },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  onTestFinished(() => void daemon.kill('SIGKILL'))
  return daemon
}

const theMessage = ({ bot }: DiscordServer) => bot.messages.find(({ content }) => content.includes(version))

function idOfButton(discord: DiscordServer, kind: string): string | null {
  for (const row of theMessage(discord)?.components ?? [])
    if (row.type === ComponentType.ActionRow)
      for (const one of row.components)
        if (one.type === ComponentType.Button && one.style !== ButtonStyle.Link && 'custom_id' in one)
          if (one.custom_id.includes(` ${kind} `)) return one.custom_id
  return null
}

test('a press on a report’s button is obeyed once, also after the daemon was killed and started anew', async () => {
  const place = await settle()
  const { discord, data, home, config, environment, integrity } = place
  const first = startDaemon(place)
  const approve = await until(
    () => idOfButton(discord, 'approve'),
    'the bot says the report, with its button',
  )
  await until(() => discord.gateway.isAttended(), 'the daemon opens its desk')

  first.kill('SIGKILL')
  await once(first, 'exit')
  await until(() => !discord.gateway.isAttended(), 'the connection of the dead one is gone')
  const second = startDaemon(place)
  await until(() => discord.gateway.isAttended(), 'the daemon opens its desk again')
  const messageId = theMessage(discord)?.id ?? ''
  const press = discord.interactions.press(approve, messageId)
  const stranger = discord.interactions.press(approve, messageId, {
    person: { id: '1298765432109876999', name: 'Eve', roleIds: [] },
  })
  for (const { payload } of [stranger, press, press])
    discord.gateway.dispatch({ t: GatewayDispatchEvents.InteractionCreate, d: payload })
  await until(() => idOfButton(discord, 'update-now'), 'the public message shows the yes')

  const memory = openSqlitePolicyMemory(join(data, 'journal.sqlite'))
  expect(memory.approval()).toMatchObject({ version, integrity, by: expect.stringContaining(owner.name) })
  memory.close()
  expect(JSON.stringify(theMessage(discord))).toContain(owner.name)
  await until(() => stranger.original, 'the stranger is told')
  expect(stranger.isPrivate).toBe(true)
  const audit = openSqliteAuditTrail(join(data, 'audit.sqlite'))
  const trail = audit.list(10)
  audit.close()
  expect(trail.filter(({ way, isAllowed }) => way === 'discord' && isAllowed)).toHaveLength(1)
  expect(trail.filter(({ isAllowed }) => !isAllowed)).toMatchObject([{ person: { name: 'Eve' } }])

  const status = await spawnMoltd(home, ['--config', config, 'status'], environment)
  expect(status.stdout).toMatch(/^bot +is connected \(since /m)
  discord.bot.trouble = 'token'
  discord.gateway.close(4004)
  await until(() => !discord.gateway.isAttended(), 'it is shut out')
  await sleep(300)
  const shut = await spawnMoltd(home, ['--config', config, 'status'], environment)
  expect(shut.stdout).toMatch(/^bot +is shut: the token of the Discord bot is not valid any more/m)
  expect(shut.stdout).not.toContain(discord.bot.token)
  second.kill('SIGTERM')
  expect(await once(second, 'exit')).toEqual([0, null])
}, 120_000)
