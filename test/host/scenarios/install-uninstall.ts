import assert from 'node:assert/strict'
import { z } from 'zod'
import { daemonFacts, daemonUnit } from '../moltd/daemon-in-host.ts'
import { traces } from '../moltd/traces.ts'
import { gatewayUnit, isReady, unitFacts } from '../openclaw/gateway-view.ts'
import type { Scenario } from '../scenario.ts'
import { expectDoctor } from './expectations.ts'

const changed = z.looseObject({ changes: z.array(z.string()) })

export const installUninstall: Scenario = {
  name: 'install-uninstall',
  title:
    'moltd install is idempotent and true to its word, doctor too, and moltd uninstall leaves no trace but data',
  installed: '2026.9.5',
  timeoutMs: 6 * 60_000,
  async prove(stage) {
    const { host, port, moltd, claim, say } = stage
    const before = await traces(host)
    const gateway = await unitFacts(host)

    await claim('before, doctor warns that nothing happens by itself, with exit code 3', () =>
      expectDoctor(stage, 3, { 'daemon-runs': 'warning' }),
    )
    await claim('moltd install starts the daemon and teaches the gateway, which goes on', async () => {
      const { changes } = changed.parse(JSON.parse((await moltd.run('install --json')).stdout))
      say(changes.join('\n'))
      assert.equal((await daemonFacts(host)).active, 'active')
      assert.match(await host.sh(`systemctl --user cat ${gatewayUnit}`), /60-moltd\.conf/)
      assert.deepEqual(await unitFacts(host), gateway)
    })
    await claim('a second install changes nothing', async () => {
      const [facts, placed] = [await daemonFacts(host), await traces(host)]
      const answer = await moltd.run('install --json')
      assert.deepEqual(changed.parse(JSON.parse(answer.stdout)).changes, [])
      assert.equal((await daemonFacts(host)).mainPid, facts.mainPid)
      assert.deepEqual(await traces(host), placed)
    })
    await claim('doctor finds nothing in the way, with exit code 0', () => expectDoctor(stage, 0, {}))
    await claim('of a daemon that is stopped it says so, with exit code 1', async () => {
      await host.sh(`systemctl --user stop ${daemonUnit}`)
      await expectDoctor(stage, 1, { 'daemon-runs': 'broken' })
      await host.sh(`systemctl --user start ${daemonUnit}`)
    })

    await claim('moltd uninstall leaves files and service manager as they were before', async () => {
      const { changes } = changed.parse(JSON.parse((await moltd.run('uninstall --json')).stdout))
      say(changes.join('\n'))
      assert.deepEqual(await traces(host), before)
    })
    await claim('what it keeps is data: nothing of it can run', async () => {
      const kept = await host.sh("cd ~/.local/share/moltd && find . -type f -printf '%m %p\\n' | sort")
      say(kept)
      assert.doesNotMatch(kept, /\.sh$|^\d*[1357]\d* /m)
    })
    await claim('the gateway has served all the time', async () => {
      assert.deepEqual(await unitFacts(host), gateway)
      assert.equal(await isReady(port), true)
    })
    await claim('a second uninstall changes nothing', async () => {
      const answer = await moltd.run('uninstall --json')
      assert.equal(answer.exitCode, 0)
      assert.deepEqual(changed.parse(JSON.parse(answer.stdout)).changes, [])
    })
  },
}
