import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { waitFor } from '../machine/poll.ts'
import {
  addCronJob,
  cronJobNames,
  gatewayUnit,
  schemaVersions,
  servedVersion,
} from '../openclaw/gateway-view.ts'
import { spoilRelease } from '../openclaw/spoil-release.ts'
import { reportOf, type Scenario, type Stage } from '../scenario.ts'
import { claimServes } from './expectations.ts'

const job = 'water-the-plants'

/** Its migration loses a job, and it says nothing of it. */
const losesTheJob = `
import { DatabaseSync } from 'node:sqlite'
const database = new DatabaseSync(process.env.HOME + '/.openclaw/state/openclaw.sqlite')
database.prepare('DELETE FROM cron_jobs WHERE name = ?').run('${job}')
database.close()
`

/** It dies 40 s after it is ready for the first time. */
const diesLate = `
const probe = 'http://127.0.0.1:' + process.env.OPENCLAW_GATEWAY_PORT + '/readyz'
const watch = setInterval(async () => {
  const answer = await fetch(probe).catch(() => null)
  if (!answer?.ok) return
  clearInterval(watch)
  setTimeout(() => process.exit(1), 40_000)
}, 500)
`

const strangerPid = '.cache/takes-port.pid'
const takesPort = `
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
const server = createServer((_, response) => response.writeHead(404).end('not me'))
server.listen(Number(process.argv[2]), '127.0.0.1', () =>
  writeFileSync(process.env.HOME + '/${strangerPid}', String(process.pid)))
`

interface Stranger {
  pid: number
  end(): Promise<void>
}

export const illReleases: Scenario = {
  name: 'ill-releases',
  title: 'a lost cron job, a death after 40 s, a taken port: rolled back, and said what it was',
  installed: '2026.9.5',
  timeoutMs: 30 * 60_000,
  async prove(stage) {
    const { host, moltd, claim } = stage
    // The quickest driver and no rehearsal: this is about what comes afterwards.
    await moltd.configure("{ update: { drivers: ['package-manager'] }, rehearsal: { enabled: false } }\n")
    await addCronJob(host, job)

    await claim('a release that loses a cron job: the job is named, and is there again', async () => {
      const { report } = await tryRelease(stage, isOver =>
        spoilRelease(host, stage.latest, losesTheJob, isOver),
      )
      const check = report.verdict?.checks.find(({ name }) => name === 'cron-jobs')
      assert.equal(check?.answer, 'fail')
      assert.match(report.headline, new RegExp(`1 cron job of \\d+ gone: ${job}`))
      assert.ok((await cronJobNames(host)).includes(job))
    })
    await claim('a release whose gateway dies after 40 s: the soak time sees it', async () => {
      const { report } = await tryRelease(stage, isOver => spoilRelease(host, stage.latest, diesLate, isOver))
      assert.match(report.headline, /died during the soak time, after having been well \(exit 1\)/)
    })
    await claim('a stranger takes the port and goes again: it is named, and the old one serves', async () => {
      const { report, fault: pid } = await tryRelease(stage, async isOver => {
        const stranger = await takePort(stage, isOver)
        while (!isOver() && !moltd.isHoldingTheGateway()) await sleep(50)
        await stranger.end()
        return stranger.pid
      })
      assert.match(report.headline, new RegExp(`port ${stage.port} is taken by process ${pid}`))
    })
    await claim('a stranger that stays: stuck, with what to do', async () => {
      const { answer, fault: stranger } = await runSpoiled(stage, isOver => takePort(stage, isOver))
      const report = reportOf(answer)
      stage.say(`${report.outcome}: ${report.headline}\n${report.nextStep}`)
      assert.equal(report.outcome, 'stuck')
      assert.equal(answer.exitCode, 5)
      assert.match(report.headline, new RegExp(`port ${stage.port} is taken by process ${stranger.pid}`))
      assert.match(report.nextStep ?? '', new RegExp(`ps -fp ${stranger.pid}.*moltd recover`))
      await stranger.end()
    })
    await claim('and what it says to do brings the old one back', async () => {
      const answer = await moltd.run('recover --json')
      const report = reportOf(answer)
      assert.equal(report.outcome, 'rolled-back', report.headline)
      assert.equal(answer.exitCode, 4)
    })
    await claimServes(stage, stage.installed)
    await claim('the cron job is still there', async () => {
      assert.ok((await cronJobNames(host)).includes(job))
    })
  },
}

type Spoil<Fault> = (isOver: () => boolean) => Promise<Fault>

/** One try of the latest release, with something that goes wrong; it must end rolled back, and the old one well. */
async function tryRelease<Fault>(stage: Stage, spoil: Spoil<Fault>) {
  const { host, installed, port, say } = stage
  const schemas = await schemaVersions(host)
  const { answer, fault } = await runSpoiled(stage, spoil)
  const report = reportOf(answer)
  say(`${report.outcome}: ${report.headline}`)
  assert.equal(report.outcome, 'rolled-back', report.headline)
  assert.equal(answer.exitCode, 4)
  assert.equal(report.verdict?.kind, 'ill')
  assert.equal(report.rollbackVerdict?.kind, 'well')
  assert.equal(await servedVersion(port), installed)
  assert.deepEqual(await schemaVersions(host), schemas)
  return { report, fault }
}

/** By name, as a person asks for it who wants it though it is in quarantine. */
async function runSpoiled<Fault>({ moltd, latest }: Stage, spoil: Spoil<Fault>) {
  const running = moltd.start(`run --yes --json --to ${latest}`)
  const [answer, fault] = await Promise.all([running.ended, spoil(running.isOver)])
  return { answer, fault }
}

/** Takes the port as soon as the old gateway has left it; resolves when the stranger has it. */
async function takePort({ host, port }: Stage, isOver: () => boolean): Promise<Stranger> {
  const program = '.cache/takes-port.mjs'
  await host.writeFile(program, takesPort)
  const state = `$(systemctl --user show ${gatewayUnit} -p ActiveState --value)`
  const line = `until [ "${state}" = inactive ]; do sleep 0.1; done; exec node ~/${program} ${port}`
  const stranger = host.start(line, { timeoutMs: 1_200_000 })
  const pid = await waitFor('a stranger to take the port', 600_000, async () => {
    if (isOver()) throw new Error('the run ended before the port was taken')
    return host.readFile(strangerPid)
  })
  return {
    pid: Number(pid),
    async end() {
      await host.sh(`kill -KILL ${pid}; rm ~/${strangerPid}`)
      await stranger.ended
    },
  }
}
