import assert from 'node:assert/strict'
import { rmSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { expectKept } from '../moltd/vault-in-host.ts'
import { reportOf, type Scenario } from '../scenario.ts'
import { claimServes } from './expectations.ts'
import { claimUntouched, withRegistry } from './taken-away.ts'

export const fromVault: Scenario = {
  name: 'from-vault',
  title:
    'a version that neither the registry nor a recovery point has comes from the vault, and the vault mends a damaged point',
  installed: '2026.9.5',
  timeoutMs: 20 * 60_000,
  async prove(stage) {
    const { host, moltd, claim, installed, latest, say } = stage
    await moltd.configure(`{
      verify: { soakSeconds: 10 }, rehearsal: { enabled: false }, vault: {},
    }\n`)
    await withRegistry(stage, async registry => {
      await claim('a version is kept because it was approved, with all that it depends on', async () => {
        const installedToo = await moltd.run(`vault keep ${installed}`)
        assert.equal(installedToo.exitCode, 0, installedToo.stdout + installedToo.stderr)
        const approved = await moltd.run(`approve ${latest}`)
        assert.equal(approved.exitCode, 0, approved.stdout + approved.stderr)
        say(await expectKept(host, moltd, [installed, latest]))
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

      const point = moltd.outsidePath(report.recoveryPoint?.path ?? '')
      await claim(
        'a recovery point whose program is damaged is mended, and program and data go back',
        async () => {
          truncateSync(join(point, 'package', 'dist', 'index.js'), 10)
          rmSync(join(point, 'package', 'node_modules', 'zod'), { recursive: true })
          const back = await moltd.run('rollback --json')
          assert.match(back.stderr, /It is whole again: \d+ files came from the vault/)
          assert.equal(reportOf(back).outcome, 'rolled-back', back.stderr)
          assert.equal(reportOf(back).rollbackVerdict?.kind, 'well')
        },
      )
      await claimServes(stage, installed)
    })
  },
}
