import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { reportOf, type Scenario } from '../scenario.ts'
import { claimServes } from './expectations.ts'
import { claimUntouched, withRegistry } from './taken-away.ts'

/** The project that stands in for OpenClaw's own: the contents of its package, of which a build makes the package again. */
const build = `import fs from 'node:fs'
fs.renameSync('prebuilt', 'dist')
fs.renameSync('published.json', 'package.json')
`

/** GitHub is out of reach: a repository made from the real package plays it. */
function makeUpstream(version: string): string {
  return `set -e
mkdir -p ~/upstream && cd ~/upstream && git init -q -b main && git config user.name Clawd && git config user.email clawd@example.org
git config core.compression 1 && git config gc.auto 0
npm pack --silent openclaw@${version} >/dev/null
tar xzf openclaw-${version}.tgz --strip-components 1 && rm openclaw-${version}.tgz
mv dist prebuilt && mv package.json published.json
cat >build.mjs <<'END'
${build}END
cat >package.json <<'END'
{ "name": "openclaw", "version": "${version}", "scripts": { "prepack": "node build.mjs" } }
END
git add -Af . && git commit -q -m ${version} && git tag v${version}`
}

export const fromMirror: Scenario = {
  name: 'from-mirror',
  title: 'a version that neither registry nor vault nor recovery point has is built from the mirror',
  installed: '2026.9.5',
  timeoutMs: 15 * 60_000,
  async prove(stage) {
    const { host, moltd, claim, installed, latest, say } = stage
    await moltd.configure(`{
      verify: { soakSeconds: 10 }, rehearsal: { enabled: false },
      mirror: { enabled: true, upstream: '/home/claw/upstream' },
    }\n`)
    await withRegistry(stage, async registry => {
      await host.sh(makeUpstream(latest), { timeoutMs: 300_000 })
      await claim('the mirror takes the source while there is an upstream', async () => {
        const synced = await moltd.run('mirror sync')
        assert.equal(synced.exitCode, 0, synced.stdout + synced.stderr)
      })
      registry.withhold(latest)
      rmSync(join(host.home, 'upstream'), { recursive: true })
      rmSync(join(host.home, '.local/share/moltd/recovery'), { recursive: true, force: true })

      await claim('the vault cannot bring it, and nothing is touched', async () => {
        const answer = await moltd.run(`rollback --from vault ${latest} --json`)
        assert.equal(answer.exitCode, 1, answer.stdout)
      })
      await claimUntouched(stage, installed)

      const startedMs = performance.now()
      const answer = await moltd.run(`rollback --from mirror ${latest} --json`)
      const report = reportOf(answer)
      say(`built, installed and verified in ${Math.round((performance.now() - startedMs) / 1000)} s`)
      await claim('it is built from the mirror and installed like the package was', async () => {
        assert.equal(report.outcome, 'updated', `${report.headline}\n${answer.stderr}`)
        assert.equal(answer.exitCode, 0)
        assert.equal(report.verdict?.kind, 'well')
        assert.ok(report.recoveryPoint)
        assert.deepEqual(registry.refused, [])
        assert.equal(await host.sh('ls ~/.local/share/moltd/mirror | grep -c build || true'), '0')
      })
      await claimServes(stage, latest)
    })
  },
}
