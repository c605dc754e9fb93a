import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { waitFor } from '../machine/poll.ts'
import { reportOf, type Scenario } from '../scenario.ts'
import { claimServes } from './expectations.ts'
import { claimUntouched, withRegistry } from './taken-away.ts'

export const fromVault: Scenario = {
  name: 'from-vault',
  title: 'a version that neither the registry nor a recovery point has is installed from the vault',
  installed: '2026.9.5',
  timeoutMs: 20 * 60_000,
  async prove(stage) {
    const { host, moltd, claim, installed, latest, say } = stage
    await moltd.configure(`{
      verify: { soakSeconds: 10 }, rehearsal: { enabled: false }, vault: {},
    }\n`)
    await withRegistry(stage, async registry => {
      await claim('a version is kept because it was approved, with all that it depends on', async () => {
        const approved = await moltd.run(`approve ${latest}`)
        assert.equal(approved.exitCode, 0, approved.stdout + approved.stderr)
        await waitFor('the end of the unit that keeps it', 600_000, async () =>
          /exited/.test(await host.sh('systemctl --user show --property=SubState moltd-vault-keep')),
        )
        say((await moltd.run('vault list')).stdout)
        const verified = await moltd.run('vault verify')
        assert.equal(verified.exitCode, 0, verified.stdout + verified.stderr)
      })
      say(await host.sh('du -sh ~/.local/share/moltd/vault | cut -f1'))
      registry.withhold(latest)
      for (const folder of ['.npm-cache', '.local/share/moltd/recovery'])
        rmSync(join(host.home, folder), { recursive: true, force: true })

      await claim('the registry cannot bring it, and nothing is touched', async () => {
        const answer = await moltd.run(`rollback --from registry ${latest} --json`)
        assert.equal(reportOf(answer).outcome, 'blocked')
        assert.equal(answer.exitCode, 3)
      })
      await claimUntouched(stage, installed)
      await registry.close()

      const startedMs = performance.now()
      const answer = await moltd.run(`rollback --from vault ${latest} --json`)
      const report = reportOf(answer)
      say(`installed and verified in ${Math.round((performance.now() - startedMs) / 1000)} s`)
      await claim('with no registry at all it is installed from the vault like the package was', () => {
        assert.equal(report.outcome, 'updated', `${report.headline}\n${answer.stderr}`)
        assert.equal(answer.exitCode, 0)
        assert.equal(report.verdict?.kind, 'well')
        assert.ok(report.recoveryPoint)
      })
      await claimServes(stage, latest)
    })
  },
}
