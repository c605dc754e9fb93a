import assert from 'node:assert/strict'
import { z } from 'zod'
import { type DiscordServer, startDiscordServer } from '../../doubles/discord-server.ts'
import { waitFor } from '../machine/poll.ts'
import {
  daemonFacts,
  daemonUnit,
  jobsAtWork,
  signalDaemon,
  waitForNewDaemon,
  waitForStatus,
} from '../moltd/daemon-in-host.ts'
import { installByReadme } from '../moltd/follow-readme.ts'
import { reportDocument } from '../moltd/report.ts'
import { servedVersion, unitFacts } from '../openclaw/gateway-view.ts'
import type { Scenario, Stage } from '../scenario.ts'
import { claimServes, expectDoctor } from './expectations.ts'

const webhookFile = '.config/moltd/discord-webhook'
const config = '.config/moltd/config.json5'
const atSix = '0 6 * * *'

export const scheduledRun: Scenario = {
  name: 'scheduled-run',
  title: 'set up by the README alone, the daemon updates a gateway by itself, whatever becomes of the daemon',
  installed: '2026.9.5',
  withoutMoltd: true,
  timeoutMs: 30 * 60_000,
  async prove(stage) {
    const discord = await startDiscordServer()
    try {
      await setUp(stage, discord)
      await disturbTheRun(stage)
      await claimDoneOnce(stage, discord)
      await drillThePoint(stage)
    } finally {
      await discord.close()
    }
  },
}

/** The README's lines, `moltd init` with the answers as options, and a schedule that is due at the next full minute. */
async function setUp(stage: Stage, discord: DiscordServer): Promise<void> {
  const { host, claim, say, moltd, installed, latest } = stage
  await claim("the README's lines install moltd, and its dry run says what would happen", async () => {
    const said = await installByReadme(host)
    assert.match(said, new RegExp(`${installed}.*${latest}`, 's'))
  })
  await host.writeFile(webhookFile, `${discord.webhookUrl}\n`, 0o600)
  await claim('moltd init writes a config, and says something on Discord', async () => {
    const answers = `--cron '${atSix}' --mode auto --webhook-file ~/${webhookFile} --test-webhook`
    const said = await host.sh(`moltd init --yes ${answers}`)
    assert.equal(discord.messages.length, 1, said)
  })
  await claim('moltd install returns when the daemon has said that it is ready', async () => {
    await host.sh('moltd install')
    const { active, readyAfterMs, status } = await daemonFacts(host)
    assert.equal(active, 'active')
    say(`READY ${readyAfterMs} ms after its process began; ${status}`)
  })
  const soon = await host.sh("date -d '+5 seconds 1 minute' '+%-M %-H * * *'")
  await host.writeFile(config, hurry((await host.readFile(config)) ?? '', soon))
  await claim('a reload takes the new schedule', async () => {
    assert.equal((await moltd.run('config check')).exitCode, 0)
    await host.sh(`systemctl --user reload ${daemonUnit}`)
    const [minute = ''] = soon.split(' ')
    say(await waitForStatus(host, new RegExp(`due on .*:${minute.padStart(2, '0')}|^A run|^Run `), 30_000))
  })
}

/** What a person would change for an update that is not waited for. */
function hurry(text: string, cron: string): string {
  return text
    .replace(`"${atSix}",`, `"${cron}", afterBootMinutes: 0,`)
    .replace(/(mode: "auto",)/, '$1 minimumAgeHours: 0,')
    .replace(
      /\}\s*$/,
      '  verify: { soakSeconds: 10 },\n  rehearsal: { enabled: false },\n  vault: { enabled: false },\n}\n',
    )
}

/** A restart of the daemon while OpenClaw updates, and a kill while there is no gateway. */
async function disturbTheRun({ host, port, claim, say }: Stage): Promise<void> {
  const status = await waitForStatus(host, /run \S+ is at work in update/i, 300_000)
  say(status)
  const [runId = ''] = /(?<=run )\S+/i.exec(status) ?? []
  const works = new RegExp(`run ${runId} is at work`, 'i')
  const jobs = await jobsAtWork(host)

  await claim(
    'systemctl --user restart moltd leaves the run alone, and the new daemon follows it',
    async () => {
      const { mainPid } = await daemonFacts(host)
      await host.sh(`systemctl --user restart ${daemonUnit}`)
      await waitForNewDaemon(host, mainPid, 10_000)
      await waitForStatus(host, works, 30_000)
      assert.match(jobs.join(), /^moltd-run-\d+\.service active \d+$/)
      assert.deepEqual(await jobsAtWork(host), jobs)
    },
  )
  await waitFor('OpenClaw to stop its gateway', 900_000, async () => (await servedVersion(port)) === null)
  await claim(
    'kill -9 of the daemon leaves it alone, too, and systemd starts one that follows it',
    async () => {
      const { mainPid } = await daemonFacts(host)
      await signalDaemon(host, 'KILL')
      await waitForNewDaemon(host, mainPid, 60_000)
      await waitForStatus(host, works, 30_000)
      assert.deepEqual(await jobsAtWork(host), jobs)
    },
  )
}

async function claimDoneOnce(stage: Stage, discord: DiscordServer): Promise<void> {
  const { host, claim, say, moltd, installed, latest } = stage
  say(await waitForStatus(host, /Idle: .*its run ended/, 600_000))
  await claim('history has one run, by schedule, and it ended `updated`', async () => {
    const { stdout } = await moltd.run('history --json')
    const runs = z
      .array(reportDocument.extend({ trigger: z.string(), dryRun: z.boolean() }))
      .parse(JSON.parse(stdout))
    assert.deepEqual(
      runs.filter(run => !run.dryRun).map(run => [run.trigger, run.outcome, run.from, run.to]),
      [['schedule', 'updated', installed, latest]],
    )
  })
  await claimServes(stage, latest)
  await claim('Discord was told once', () => {
    const [, ...reports] = discord.messages.map(({ payload }) => JSON.stringify(payload))
    assert.equal(reports.length, 1, reports.join('\n'))
    assert.match(reports[0] ?? '', new RegExp(latest))
  })
  await claim('its unit is forgotten, and no other run follows', async () => {
    assert.deepEqual(await jobsAtWork(host), [])
    assert.match((await daemonFacts(host)).status, /next run is due/)
  })
  await claim('doctor finds nothing in the way of the next one, with exit code 0', () =>
    expectDoctor(stage, 0, {}),
  )
}

async function drillThePoint({ host, claim, moltd, installed }: Stage): Promise<void> {
  await claim('a drill boots its recovery point, while the live gateway stays the same process', async () => {
    const before = await unitFacts(host)
    const { exitCode, stdout, stderr } = await moltd.run('drill --json')
    assert.equal(exitCode, 0, stdout + stderr)
    const drill = z.looseObject({ version: z.string(), passed: z.boolean() }).parse(JSON.parse(stdout))
    assert.deepEqual([drill.version, drill.passed], [installed, true])
    assert.deepEqual(await unitFacts(host), before)
  })
}
