import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import { systemClock } from '../../../src/adapters/clock.ts'
import { createRunLock } from '../../../src/adapters/run-lock.ts'
import type { WaySettings } from '../../../src/phases/way.ts'
import { expectNothingLeft, expectRolledBack, expectVersion, fingerprint } from './expect-world.ts'
import { addCronJob, cronJobs, newVersion, rows, type Stage, type StageOptions, scenario } from './stage.ts'

const program = fileURLToPath(new URL('./live-and-die.ts', import.meta.url))
const whileStaging: StageOptions['orders'] = { '*': { updateMs: 1_500, updaterPatienceMs: 1_500 } }
const atWork = '"waiting","phase":"update","text":"update.run [0-9a-f]'

/** A real `moltd run` that dies of SIGKILL at the event; whoever comes then finds the lock free. */
async function killAt(stage: Stage, event: string, settings: Partial<WaySettings> = {}): Promise<void> {
  const lock = createRunLock(join(stage.home.home, '.local/share/moltd/run.lock'), systemClock)
  const child = spawn(
    process.execPath,
    [program, JSON.stringify(stage.host), event, JSON.stringify(settings)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const said: string[] = []
  for await (const line of createInterface(child.stdout)) {
    said.push(line)
    if (line === 'touching') addCronJob(stage.home, rows.between)
    if (line !== 'here') continue
    expect(lock.acquire('try')).toMatchObject({
      kind: 'busy',
      holder: { pid: child.pid, purpose: 'run an update' },
    })
    child.kill('SIGKILL')
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  expect([said.at(-1), child.signalCode]).toEqual(['here', 'SIGKILL'])
  const mine = lock.acquire('recover')
  expect(mine.kind).toBe('held')
  if (mine.kind === 'held') mine.release()
}

scenario(
  'kill -9 while the updater works ends updated, and verified, when moltd comes back',
  async ({ setStage }) => {
    const stage = await setStage({ orders: whileStaging })
    await killAt(stage, atWork)
    const [report, ...others] = await stage.recover()
    expect(others).toEqual([])
    expect(report).toMatchObject({ outcome: 'updated', verdict: { kind: 'well' } })
    await expectVersion(stage, newVersion)
    expect(cronJobs(stage.home)).toEqual(expect.arrayContaining([rows.before, rows.between]))
    expectNothingLeft(stage)
  },
)

for (const [when, event] of [
  ['while npm stages the candidate', '"waiting","phase":"rehearse","text":"npm [0-9.]* installs'],
  ['while the candidate works on the copy', '"waiting","phase":"rehearse","text":"openclaw doctor --lint'],
] as const) {
  scenario(`kill -9 ${when} ends untouched, and nothing of the rehearsal is left`, async ({ setStage }) => {
    const stage = await setStage()
    const before = await fingerprint(stage)
    const rehearsal = { budgetMs: 600_000 }
    await killAt(stage, event, { rehearsal, drivers: ['update-run', 'package-manager'] })
    expect(await stage.recover()).toMatchObject([{ outcome: 'untouched', recoveryPoint: null }])
    expect(await fingerprint(stage)).toEqual(before)
    expectNothingLeft(stage)
    const data = join(stage.home.home, '.local/share/moltd')
    expect(readdirSync(data)).not.toContain('rehearsal')
    expect(
      readdirSync(join(stage.home.home, 'supervisor')).filter(name => name.startsWith('moltd-')),
    ).toEqual([])
  })
}

scenario(
  'kill -9 while the updater brings a release that cannot start ends rolled back, and nothing is lost',
  async ({ setStage }) => {
    const stage = await setStage({ orders: whileStaging, candidate: { faults: { exitOnStart: 78 } } })
    await killAt(stage, atWork)
    const [report] = await stage.recover()
    await expectRolledBack(stage, report, /exits with 78/)
  },
)

for (const step of ['swap-program', 'swap-state', 'start-gateway']) {
  scenario(
    `kill -9 during the rollback, at ${step}, ends rolled back with the reason that began it`,
    async ({ setStage }) => {
      const stage = await setStage({ orders: whileStaging, candidate: { faults: { exitOnStart: 78 } } })
      await killAt(stage, `"step-started".*"step":"${step}"`)
      const [report] = await stage.recover()
      await expectRolledBack(stage, report, /exits with 78/)
    },
  )
}
