import assert from 'node:assert/strict'
import { addCronJob, cronJobNames } from '../openclaw/gateway-view.ts'
import { spoilRelease } from '../openclaw/spoil-release.ts'
import type { Scenario } from '../scenario.ts'
import { claimServes } from './expectations.ts'
import { quickest, tryRelease } from './spoiled-run.ts'

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

export const illReleases: Scenario = {
  name: 'ill-releases',
  title: 'a release that loses a cron job, and one that dies after 40 s, are rolled back, and it is said why',
  installed: '2026.9.5',
  timeoutMs: 45 * 60_000,
  async prove(stage) {
    const { host, moltd, claim } = stage
    await moltd.configure(quickest)
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
    await claimServes(stage, stage.installed)
    await claim('the cron job is still there', async () => {
      assert.ok((await cronJobNames(host)).includes(job))
    })
  },
}
