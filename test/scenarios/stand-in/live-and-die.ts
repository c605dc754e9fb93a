import { writeSync } from 'node:fs'
import { wayOf } from '../../../src/cli/way.ts'
import { withLock } from '../../../src/cli/with-lock.ts'
import { compose } from '../../../src/compose.ts'
import { conductRun } from '../../../src/phases/conduct-run.ts'
import type { Narration } from '../../../src/ports/narrator.ts'
import { createHostSupervisor, moltdEnvironment } from './gateway-host.ts'
import { hurriedClock } from './hurried-clock.ts'
import { shortPatience } from './short-patience.ts'

/**
 * A `moltd run` in a process of its own, to be killed: it takes over the gateway of a home, and stands still at the event that
 * is named. argv: the host as JSON, a pattern of the event as JSON, and settings of its own as JSON.
 */
const [hostText = '', pattern = '', settingsText = '{}'] = process.argv.slice(2)
const host = JSON.parse(hostText)
const tell = (event: Narration) => {
  if (event.kind === 'step-started' && event.step === 'drive-update') writeSync(1, 'touching\n')
  if (!new RegExp(pattern).test(JSON.stringify(event))) return
  writeSync(1, 'here\n')
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
}

const supervisor = createHostSupervisor(host)
const app = await compose({ environment: moltdEnvironment(host), supervisor, narrator: { tell } })
const way = wayOf(app)
const report = await withLock(app, 'run an update', signal =>
  conductRun(
    {
      ...way,
      world: { ...way.world, clock: hurriedClock },
      settings: { ...way.settings, ...shortPatience, ...JSON.parse(settingsText) },
    },
    { trigger: 'manual', dryRun: false },
    signal,
  ),
)
writeSync(1, `ended: ${report.outcome}: ${report.headline}\n`)
supervisor.close()
await app.close()
