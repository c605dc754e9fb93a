import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { waitFor } from '../machine/poll.ts'
import { gatewayUnit } from '../openclaw/gateway-view.ts'
import { reportOf, type Scenario, type Stage } from '../scenario.ts'
import { claimServes } from './expectations.ts'
import { quickest, runSpoiled, tryRelease } from './spoiled-run.ts'

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

export const takenPort: Scenario = {
  name: 'taken-port',
  title: 'a stranger on the port is named; rolled back when it goes, stuck with what to do when it stays',
  installed: '2026.9.5',
  timeoutMs: 45 * 60_000,
  async prove(stage) {
    const { moltd, claim, installed, port } = stage
    await moltd.configure(quickest)

    await claim('a stranger that stays: stuck, with what to do', async () => {
      const { answer, fault: stranger } = await runSpoiled(stage, isOver => takePort(stage, isOver))
      const report = reportOf(answer)
      stage.say(`${report.outcome}: ${report.headline}\n${report.nextStep}`)
      assert.equal(report.outcome, 'stuck')
      assert.equal(answer.exitCode, 5)
      assert.match(report.headline, new RegExp(`port ${port} is taken by process ${stranger.pid}`))
      assert.match(report.nextStep ?? '', new RegExp(`ps -fp ${stranger.pid}.*moltd recover`))
      await stranger.end()
    })
    await claim('and what it says to do brings the old one back', async () => {
      const answer = await moltd.run('recover --json')
      const report = reportOf(answer)
      assert.equal(report.outcome, 'rolled-back', report.headline)
      assert.equal(answer.exitCode, 4)
    })
    await claimServes(stage, installed)
    await claim('a stranger takes the port and goes again: it is named, and the old one serves', async () => {
      const { report, fault: pid } = await tryRelease(stage, async isOver => {
        const stranger = await takePort(stage, isOver)
        while (!isOver() && !moltd.isHoldingTheGateway()) await sleep(50)
        await stranger.end()
        return stranger.pid
      })
      assert.match(report.headline, new RegExp(`port ${port} is taken by process ${pid}`))
    })
  },
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
