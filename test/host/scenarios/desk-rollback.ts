import assert from 'node:assert/strict'
import { z } from 'zod'
import type { ChannelMessage } from '../../doubles/discord-channel.ts'
import type { Host } from '../machine/host.ts'
import { waitFor } from '../machine/poll.ts'
import { unitProperties } from '../machine/unit-properties.ts'
import { daemonFacts, signalDaemon, waitForNewDaemon } from '../moltd/daemon-in-host.ts'
import { buttonsOn, type DiscordOfHost, discordOfHost } from '../moltd/discord-of-host.ts'
import { reportDocument } from '../moltd/report.ts'
import { schemaVersions, servedVersion } from '../openclaw/gateway-view.ts'
import type { Scenario, Stage } from '../scenario.ts'
import { claimServes } from './expectations.ts'

const stranger = { id: '1298765432109876999', name: 'Eve', roleIds: [] }
const verdictWithinMs = 5_000
/** Takes longer than that. */
const slowHook = '#!/bin/sh\nsleep 15\n'

export const deskRollback: Scenario = {
  name: 'desk-rollback',
  title:
    'pressed on Discord, an update and its rollback go in units of their own, whatever becomes of the daemon',
  installed: '2026.9.5',
  timeoutMs: 35 * 60_000,
  async prove(stage) {
    const people = await discordOfHost(stage.host)
    const { host, moltd, claim, installed, latest } = stage
    try {
      const schemas = await schemaVersions(host)
      const settings = {
        update: { drivers: ['package-manager'] },
        verify: { soakSeconds: 0 },
        rehearsal: { enabled: false },
        notify: people.notify,
      }
      await moltd.configure(JSON.stringify(settings))
      await host.writeFile('.config/moltd/checks/rolled-back.d/10-slow', slowHook, 0o755)
      await host.sh('moltd install')
      await people.waitForBot(60_000)

      const updated = await updateFromDiscord(stage, people)
      await claimServes(stage, latest)
      const asBefore = { ...updated }
      await rollBackFromDiscord(stage, people, updated)
      await claimServes(stage, installed)
      await claim('the databases are at the old schema', async () =>
        assert.deepEqual(await schemaVersions(host), schemas),
      )
      await claimOver(stage, people, asBefore)
    } finally {
      await people.close()
    }
  },
}

async function updateFromDiscord(
  { host, claim, say, latest }: Stage,
  people: DiscordOfHost,
): Promise<ChannelMessage> {
  people.command('moltd run')
  await claim('/moltd run begins a run in a unit of its own', () => waitForDesk(host, 'begins'))
  const updated = await people.waitForMessage(new RegExp(`Updated .*${latest}`), 1_200_000)
  say(`${updated.content}, after ${updated.edits} edits`)
  await claim('its one message became the report, with the buttons', () => {
    assert.deepEqual(buttonsOn(updated), ['ask-rollback', 'details'])
    assert.equal(people.messages().filter(({ content }) => /Updat/.test(content)).length, 1)
  })
  await waitForDesk(host, 'ends')
  return updated
}

async function rollBackFromDiscord(
  stage: Stage,
  people: DiscordOfHost,
  updated: ChannelMessage,
): Promise<void> {
  const { host, port, claim, installed } = stage
  await claim('a stranger who presses is refused in private, and nothing begins', async () => {
    const press = people.press('ask-rollback', updated, stranger)
    await people.waitForAnswer(press, /Sorry.*Nothing was done/, 10_000)
    assert.equal(press.isPrivate, true)
    assert.equal((await deskFacts(host)).pid, 0)
  })
  const press = people.press('ask-rollback', updated)
  const confirm = await people.waitForAnswer(press, new RegExp(`Roll back .*${installed}`), 30_000)
  await claim(
    'the first press only asks, in private, and says what goes back, aside and nowhere',
    async () => {
      assert.equal(press.isPrivate, true)
      assert.match(JSON.stringify(confirm.embeds), /Goes back.*Is set aside.*Stays/s)
      assert.deepEqual(buttonsOn(confirm), ['roll-back', 'cancel'])
      assert.equal((await deskFacts(host)).pid, 0)
    },
  )

  people.press('roll-back', confirm)
  const job = await waitForDesk(host, 'begins')
  await claim('the second press begins it, in a unit of its own', async () => {
    assert.notEqual(job.pid, (await daemonFacts(host)).mainPid)
    assert.match(job.group, /\/moltd-desk\.service$/)
    assert.match(await host.sh(`tr '\\0' ' ' </proc/${job.pid}/cmdline`), / rollback \S+ --trigger=discord /)
  })
  await waitFor('the gateway to be stopped', 120_000, async () => (await servedVersion(port)) === null, 20)
  await claim('kill -9 of the daemon leaves it alone, and systemd starts the next one', async () => {
    const { mainPid } = await daemonFacts(host)
    await signalDaemon(host, 'KILL')
    await waitForNewDaemon(host, mainPid, 60_000)
    assert.equal((await deskFacts(host)).pid, job.pid)
  })
  await claimToldInTime(stage, people)
  await claim('the message of the update says who took it back, and has no such button any more', () => {
    assert.match(JSON.stringify(updated.embeds), /rollback started by Ada/)
    assert.deepEqual(buttonsOn(updated), ['details'])
  })
  await waitForDesk(host, 'ends')
}

async function claimToldInTime({ host, claim, say, moltd, installed }: Stage, people: DiscordOfHost) {
  const told = await people.waitForMessage(new RegExp(`^\\S+ \\*\\*Went back .*${installed}`), 900_000)
  const arrivedMs = Date.now()
  await claim('the outcome is there within 5 s of the verdict, and before a slow hook is over', async () => {
    assert.notEqual((await deskFacts(host)).pid, 0, 'the run is over already, with its hook')
    const [, runId = ''] = /run (\S+)$/.exec(told.embeds[0]?.footer?.text ?? '') ?? []
    const report = reportDocument.parse(JSON.parse((await moltd.run(`history --json ${runId}`)).stdout))
    const verify = report.phases.findLast(({ name }) => name === 'verify')
    const afterMs = arrivedMs - Date.parse(verify?.startedAt ?? '') - Number(verify?.durationMs)
    say(`${told.content}: ${afterMs} ms after the verdict`)
    assert.ok(afterMs < verdictWithinMs, `${afterMs} ms`)
  })
}

async function claimOver({ host, claim, moltd }: Stage, people: DiscordOfHost, updated: ChannelMessage) {
  await claim('nothing was said twice, and no progress stays behind', () => {
    const said = people.messages().map(({ content }) => content)
    assert.equal(said.filter(text => /Went back|Going back/.test(text)).length, 1, said.join('\n'))
  })
  await people.waitForBot(60_000)
  await claim('the old button, pressed once more, does nothing and says why', async () => {
    const again = people.press('ask-rollback', updated)
    await people.waitForAnswer(again, /Things have moved on/, 30_000)
    assert.equal((await deskFacts(host)).pid, 0)
  })
  await claim('who did what is written down, the stranger too', async () => {
    const { stdout } = await moltd.run('history --audit --json')
    const trail = z
      .array(z.looseObject({ isAllowed: z.boolean(), what: z.string(), result: z.string().nullable() }))
      .parse(JSON.parse(stdout))
    const told = trail.map(({ isAllowed, what, result }) => `${isAllowed} ${what}: ${result}`).join('\n')
    for (const line of [
      /^true \/moltd run: started/m,
      /^false .*: refused: unlisted/m,
      /^true .*: asked once more/m,
      /^true .*: started: rollback \S+/m,
      /^true .*: nothing done: since then/m,
    ])
      assert.match(told, line)
  })
}

interface DeskFacts {
  /** 0: nothing is at work. */
  pid: number
  group: string
}

/** The unit of what was ordered on Discord. */
async function deskFacts(host: Host): Promise<DeskFacts> {
  const fact = await unitProperties(host, 'moltd-desk.service', ['MainPID', 'ControlGroup'])
  return { pid: Number(fact('MainPID')), group: fact('ControlGroup') }
}

async function waitForDesk(host: Host, what: 'begins' | 'ends'): Promise<DeskFacts> {
  return waitFor(`what was ordered on Discord: ${what}`, 60_000, async () => {
    const facts = await deskFacts(host)
    return (facts.pid !== 0) === (what === 'begins') ? facts : null
  })
}
