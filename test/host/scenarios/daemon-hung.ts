import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { startDiscordServer } from '../../doubles/discord-server.ts'
import { waitFor } from '../machine/poll.ts'
import { daemonFacts, daemonUnit, signalDaemon, waitForNewDaemon } from '../moltd/daemon-in-host.ts'
import { unitFacts } from '../openclaw/gateway-view.ts'
import type { Scenario } from '../scenario.ts'

const webhookFile = '.config/moltd/discord-webhook'
const program = '~/.npm-global/lib/node_modules/moltd'
const watchdogSeconds = 10

/** As a person would write it with `systemctl --user edit moltd`: the same, sooner. */
const impatient = `[Service]\nWatchdogSec=${watchdogSeconds}\nRestartSec=1\n`

export const daemonHung: Scenario = {
  name: 'daemon-hung',
  title: 'a hung daemon is restarted by the watchdog, and one that fails for good tells Discord without Node',
  installed: '2026.9.5',
  timeoutMs: 8 * 60_000,
  async prove({ host, moltd, claim, say }) {
    const discord = await startDiscordServer()
    try {
      await host.writeFile(webhookFile, `${discord.webhookUrl}\n`, 0o600)
      await moltd.configure(`{ notify: { discord: { webhookUrlFile: '~/${webhookFile}' } } }\n`)
      await host.writeFile(`.config/systemd/user/${daemonUnit}.d/override.conf`, impatient)
      await host.sh('moltd install')
      const gateway = await unitFacts(host)

      await claim('a daemon that works gives the watchdog its signs of life', async () => {
        const { mainPid } = await daemonFacts(host)
        await sleep(1_500 * watchdogSeconds)
        const now = await daemonFacts(host)
        assert.deepEqual([now.mainPid, now.restarts], [mainPid, 0])
      })
      await claim('one that hangs is ended by it, started again, and is ready', async () => {
        const { mainPid } = await daemonFacts(host)
        await signalDaemon(host, 'STOP')
        const began = performance.now()
        const { restarts } = await waitForNewDaemon(host, mainPid, 3_000 * watchdogSeconds)
        say(`ready again ${((performance.now() - began) / 1000).toFixed(1)} s after it hung`)
        assert.equal(restarts, 1)
        assert.match(await host.sh(`journalctl --user -u ${daemonUnit} -o cat`), /watchdog/i)
      })
      await claim('that alone is not worth a message', () => assert.deepEqual(discord.messages, []))

      await host.sh(`mv ${program} ~/elsewhere`)
      await host.root('rm -f /usr/bin/node /usr/bin/npm /usr/local/bin/node /usr/local/bin/npm')
      await claim('there is neither a moltd nor a Node that services could find', async () => {
        const path = await host.sh("systemctl --user show-environment | sed -n 's/^PATH=//p'")
        const found = await host.attempt('command -v node || command -v moltd', { env: { PATH: path } })
        assert.notEqual(found.exitCode, 0, found.stdout)
      })
      await claim('killed, and not to be started any more, systemd gives it up', async () => {
        await signalDaemon(host, 'KILL')
        const failed = await waitFor('the daemon to have failed', 60_000, async () => {
          const facts = await daemonFacts(host)
          return facts.active === 'failed' ? facts : null
        })
        say(`given up after ${failed.restarts} restarts: ${failed.result}`)
      })
      await claim('moltd-failed.service tells Discord, once', async () => {
        await waitFor('a message', 60_000, async () => discord.messages.length > 0)
        await waitFor('moltd-failed to end', 60_000, async () => {
          const { stdout } = await host.attempt('systemctl --user is-active moltd-failed.service')
          return stdout.trim() === 'inactive'
        })
        const [message, ...more] = discord.messages.map(({ payload }) => JSON.stringify(payload))
        assert.deepEqual(more, [])
        assert.match(message ?? '', /moltd has failed on daemon-hung and is not running/)
        assert.doesNotMatch(message ?? '', new RegExp(discord.token))
        say(message ?? '')
      })
      await claim('the gateway has noticed nothing', async () =>
        assert.deepEqual(await unitFacts(host), gateway),
      )
      await claim('with its program back, what the message says to do starts it again', async () => {
        await host.sh(`mv ~/elsewhere ${program}`)
        await host.sh('systemctl --user reset-failed moltd; systemctl --user start moltd')
        assert.equal((await daemonFacts(host)).active, 'active')
      })
    } finally {
      await discord.close()
    }
  },
}
