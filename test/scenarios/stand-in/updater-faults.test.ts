import { expect } from 'vitest'
import type { Orders } from '../../doubles/openclaw/orders.ts'
import { expectNothingLeft, expectRolledBack, expectVersion, namesIn } from './expect-world.ts'
import { newVersion, oldVersion, type RunOptions, type SetStage, scenario } from './stage.ts'

const allDrivers = { drivers: ['update-run', 'openclaw-update', 'package-manager'] } as const

async function runWith(setStage: SetStage, updateRun: Orders['updateRun'] & string, given: RunOptions = {}) {
  const stage = await setStage({ orders: { [oldVersion]: { updateRun } } })
  const report = await stage.runWithLateRow(given)
  return { stage, report }
}

scenario(
  'an updater that says ok and changes nothing is not believed: nothing was touched, and it says so',
  async ({ setStage }) => {
    const { stage, report } = await runWith(setStage, 'lies-ok')
    expect(report).toMatchObject({ outcome: 'untouched', error: { code: 'E_UPDATE_FAILED' } })
    expect(report.drivers).toMatchObject([{ name: 'update-run', outcome: 'failed' }])
    await expectVersion(stage, oldVersion)
    expect(stage.quarantined).toEqual([])
    expect(namesIn(report.evidence ?? '')).toContain('summary.json')
    expectNothingLeft(stage)
  },
)

scenario(
  'an update.run that is accepted and fails late makes way for the next driver',
  async ({ setStage }) => {
    const { stage, report } = await runWith(setStage, 'fails-late', { settings: allDrivers })
    expect(report).toMatchObject({
      outcome: 'updated',
      drivers: [
        {
          name: 'update-run',
          outcome: 'failed',
          reason: expect.stringContaining('managed-service-preflight'),
        },
        { name: 'openclaw-update', outcome: 'cannot-drive' },
        { name: 'package-manager', outcome: 'done' },
      ],
    })
    await expectVersion(stage, newVersion)
    expectNothingLeft(stage)
  },
)

scenario(
  'a gateway that has no helper to hand over to makes way for the next driver',
  async ({ setStage }) => {
    const { stage, report } = await runWith(setStage, 'unavailable', { settings: allDrivers })
    expect(report.drivers[0]).toMatchObject({
      outcome: 'failed',
      reason: expect.stringContaining('hand over'),
    })
    expect(report.outcome).toBe('updated')
    await expectVersion(stage, newVersion)
  },
)

scenario('a gateway that never answers update.run makes way for the next driver', async ({ setStage }) => {
  const { stage, report } = await runWith(setStage, 'never-answers', {
    settings: allDrivers,
    world: ({ commands }) => ({
      commands: {
        run: spec => commands.run(spec.argv.includes('update.run') ? { ...spec, timeoutMs: 3_000 } : spec),
      },
    }),
  })
  expect(report.drivers.map(driver => driver.outcome)).toEqual(['failed', 'cannot-drive', 'done'])
  expect(report.outcome).toBe('updated')
  await expectVersion(stage, newVersion)
})

scenario(
  'a gateway that serves its old code over new files is restarted into the new',
  async ({ setStage }) => {
    const { stage, report } = await runWith(setStage, 'serves-old')
    expect(report).toMatchObject({
      outcome: 'updated',
      drivers: [{ outcome: 'done', reason: expect.stringContaining('had kept its old code') }],
    })
    await expectVersion(stage, newVersion)
  },
)

scenario('a tree that an updater left half swapped is taken back', async ({ setStage }) => {
  const { stage, report } = await runWith(setStage, 'half-swap')
  await expectRolledBack(stage, report, /./)
})

scenario('a tree that an updater left half swapped is put right by the next driver', async ({ setStage }) => {
  const { stage, report } = await runWith(setStage, 'half-swap', { settings: allDrivers })
  const how = JSON.stringify({ drivers: report.drivers, verdict: report.verdict }, null, 1)
  expect(report.outcome, how).toBe('updated')
  await expectVersion(stage, newVersion)
  expectNothingLeft(stage)
})

scenario(
  'an updater that hangs with no gateway is ended when nothing moves, and the gateway serves again',
  async ({ setStage }) => {
    const { stage, report } = await runWith(setStage, 'hangs', { settings: { idleLimitMs: 40_000 } })
    expect(report.drivers).toMatchObject([
      { name: 'update-run', outcome: 'failed', reason: expect.stringContaining('no progress of any kind') },
    ])
    expect(report.outcome).toBe('updated')
    await expectVersion(stage, newVersion)
    expectNothingLeft(stage)
  },
)
