import assert from 'node:assert/strict'
import { waitFor } from '../machine/poll.ts'
import { schemaVersions, servedVersion, versionOnDisk } from '../openclaw/gateway-view.ts'
import type { Scenario } from '../scenario.ts'
import { checkThatOnlyLikes, claimServes, shortSoak } from './expectations.ts'

export const killed: Scenario = {
  name: 'killed',
  title: 'kill -9 of moltd during the update, and again during the rollback, ends old or new, and verified',
  installed: '2026.9.5',
  timeoutMs: 20 * 60_000,
  async prove(stage) {
    const { host, port, moltd, claim, installed, latest, say } = stage
    await moltd.configure(shortSoak)
    await moltd.addRequiredCheck('10-old-is-good', checkThatOnlyLikes(installed))
    const schemas = await schemaVersions(host)

    const first = moltd.start('run --yes --json')
    await waitFor('OpenClaw to stop its gateway for the update', 480_000, async () => {
      if (first.isOver()) throw new Error(`moltd ended before the update:\n${first.output()}`)
      return (await servedVersion(port)) === null
    })
    await first.killHard()
    say(`killed moltd while the gateway is away; ${await versionOnDisk(host)} is on disk`)

    const second = moltd.start('recover --json')
    await waitFor(
      'the rollback to stop the gateway',
      600_000,
      async () => {
        if (second.isOver()) throw new Error(`moltd recover ended without a rollback:\n${second.output()}`)
        return moltd.isHoldingTheGateway() && (await servedVersion(port)) === null
      },
      20,
    )
    await claim('moltd recover is killed too, between the stop and the start of its rollback', async () => {
      assert.equal(second.isOver(), false, second.output())
      await second.killHard()
    })
    say(`killed moltd in the rollback; ${await versionOnDisk(host)} is on disk`)

    const third = await moltd.run('recover --json')
    say(`moltd recover: exit ${third.exitCode}`)
    const ended = await versionOnDisk(host)
    await claim('the world is old or new', () =>
      assert.ok(ended === installed || ended === latest, `${ended}`),
    )
    await claimServes(stage, ended ?? '')
    await claim('program and databases belong together', async () => {
      const now = await schemaVersions(host)
      if (ended === installed) assert.deepEqual(now, schemas)
      else assert.notDeepEqual(now, schemas)
    })
    await claim('there is nothing left to recover', async () => {
      const again = await moltd.run('recover --json')
      assert.equal(again.exitCode, 0, again.stdout + again.stderr)
    })
  },
}
