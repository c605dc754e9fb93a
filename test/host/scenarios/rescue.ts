import assert from 'node:assert/strict'
import { basename } from 'node:path'
import { waitFor } from '../machine/poll.ts'
import {
  addCronJob,
  cronJobNames,
  gatewayUnit,
  schemaVersions,
  versionOnDisk,
  waitUntilReady,
} from '../openclaw/gateway-view.ts'
import type { Scenario } from '../scenario.ts'
import { claimServes, shortSoak } from './expectations.ts'

const job = 'added-before-the-power-cut'

export const rescue: Scenario = {
  name: 'rescue',
  title: 'rescue.sh alone, without Node or moltd, brings a broken host back',
  installed: '2026.9.5',
  timeoutMs: 15 * 60_000,
  async prove(stage) {
    const { host, port, moltd, claim, installed, latest, say } = stage
    await moltd.configure(shortSoak)
    const schemas = await schemaVersions(host)
    const running = moltd.start('run --yes --json')
    const point = await moltd.waitForRecoveryPoint(running, 120_000)
    await addCronJob(host, job)
    await waitFor(`${latest} to be on disk`, 480_000, async () => (await versionOnDisk(host)) === latest)
    say('pulling the plug in the middle of the update')
    await host.cutPower()
    await host.boot()

    await host.sh(`systemctl --user stop ${gatewayUnit}`, { timeoutMs: 180_000 })
    await moltd.uninstall()
    await host.sh('rm -rf ~/.npm-global/lib/node_modules/openclaw/dist ~/.openclaw/openclaw.json')
    await host.sh('for file in ~/.openclaw/state/*.sqlite; do echo broken >"$file"; done')
    await host.root('rm -f /usr/bin/node /usr/bin/npm /usr/local/bin/node /usr/local/bin/npm')

    const bare = { env: { PATH: '/usr/bin:/bin' }, timeoutMs: 300_000 }
    await claim('there is neither a Node on PATH nor a moltd, and the gateway is broken', async () => {
      assert.notEqual((await host.attempt('command -v node || command -v moltd', bare)).exitCode, 0)
      assert.equal(
        (await host.attempt(`systemctl --user is-active ${gatewayUnit}`)).stdout.trim(),
        'inactive',
      )
    })
    await claim('rescue.sh ends with exit code 0', async () => {
      say(await host.sh(`sh ~/.local/share/moltd/recovery/${basename(point)}/rescue.sh --yes 2>&1`, bare))
      await waitUntilReady(port, 120_000)
    })
    await claimServes(stage, installed)
    await claim(
      'the databases are at the old schema, and the cron job added before the stop is there',
      async () => {
        assert.deepEqual(await schemaVersions(host), schemas)
        assert.ok((await cronJobNames(host)).includes(job))
      },
    )
  },
}
