// Tells a terminal the story of a run, sped up; for tests and for looking at it. `plain` tells it as into a pipe, `ask` asks in between, `die` stays
// in the middle until a signal ends it.
import { setTimeout as delay } from 'node:timers/promises'
import { systemClock } from '../../../src/adapters/clock.ts'
import { createNarrator } from '../../../src/cli/terminal/progress.ts'

const [how = 'live', speed = '1'] = process.argv.slice(2)
const pause = (ms: number) => delay(ms / Number(speed))
const narrator = await createNarrator({
  stream: process.stderr,
  isTerminal: how !== 'plain',
  colour: how !== 'plain',
  clock: systemClock,
})
const { tell } = narrator

tell({ kind: 'phase-started', phase: 'check' })
await pause(900)
const found = '2026.9.5 is installed and serves; stable offers 2026.9.6'
tell({ kind: 'phase-ended', phase: 'check', status: 'done', durationMs: 900, note: found })
tell({ kind: 'phase-started', phase: 'decide' })
if (how === 'ask') {
  await narrator.aside(async () => {
    process.stderr.write('Update now?\n')
    await pause(1000)
  })
}
tell({ kind: 'phase-ended', phase: 'decide', status: 'done', durationMs: 2, note: 'update to 2026.9.6' })
tell({ kind: 'phase-started', phase: 'snapshot' })
tell({
  kind: 'step-started',
  phase: 'snapshot',
  step: 'copy-package',
  summary: 'copy the package tree (38,728 files)',
})
await pause(1500)
tell({ kind: 'step-ended', phase: 'snapshot', step: 'copy-package', status: 'done', durationMs: 1500 })
tell({
  kind: 'phase-ended',
  phase: 'snapshot',
  status: 'done',
  durationMs: 1500,
  note: 'recovery point of 712 MB',
})
tell({ kind: 'phase-started', phase: 'update' })
const summary = 'run the gateway\u2019s own update, as a client from outside, and follow it to its very end'
tell({ kind: 'step-started', phase: 'update', step: 'run-update', summary })
for (let round = 0; round < 4; round += 1) {
  tell({ kind: 'waiting', phase: 'update', text: 'the gateway to answer on port 18789' })
  await pause(700)
}
if (how === 'die') await delay(60_000)
tell({ kind: 'step-ended', phase: 'update', step: 'run-update', status: 'failed', durationMs: 2800 })
const refused = 'managed-service-preflight: inside the gateway process tree'
tell({ kind: 'phase-ended', phase: 'update', status: 'failed', durationMs: 2800, note: refused })
tell({ kind: 'phase-started', phase: 'rollback' })
process.stderr.write('something else was written meanwhile\n')
await pause(1200)
tell({
  kind: 'phase-ended',
  phase: 'rollback',
  status: 'done',
  durationMs: 1200,
  note: '2026.9.5 serves again',
})
tell({ kind: 'phase-started', phase: 'report' })
tell({
  kind: 'phase-ended',
  phase: 'report',
  status: 'skipped',
  durationMs: 0,
  note: 'no Discord webhook is set',
})
await narrator.close()
console.log('{"outcome":"rolled-back"}')
