import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { keepInVault } from '../../../src/cli/keep-in-vault.ts'
import { wayBackTo } from '../../../src/cli/reinstall.ts'
import { compose } from '../../../src/compose.ts'
import { readTrouble } from '../../../src/mirror/vault-trouble.ts'
import { conductRun } from '../../../src/phases/conduct-run.ts'
import { moltdEnvironment } from './gateway-host.ts'
import { hurriedClock } from './hurried-clock.ts'
import { shortPatience } from './short-patience.ts'
import { newVersion, oldVersion, type Stage, scenario, servedBy } from './stage.ts'

const never = new AbortController().signal

/** One moltd on the stage, as `moltd vault keep` and `moltd rollback --from vault` wire it. */
async function withMoltd<T>(stage: Stage, use: (app: Awaited<ReturnType<typeof compose>>) => Promise<T>) {
  const app = await compose({ environment: moltdEnvironment(stage.host), supervisor: stage.supervisor })
  try {
    return await use(app)
  } finally {
    await app.close()
  }
}

const keep = (stage: Stage, version: string) =>
  withMoltd(stage, async app => {
    const { kept, failures } = await keepInVault(app, [version], never)
    expect(failures).toEqual([])
    return kept
  })

const goTo = (stage: Stage, version: string) =>
  withMoltd(stage, async app => {
    const way = await wayBackTo(app, 'vault', version, never)
    const { drivers } = way.settings
    return conductRun(
      {
        ...way,
        world: { ...way.world, clock: hurriedClock },
        settings: { ...way.settings, ...shortPatience, drivers },
      },
      { trigger: 'manual', dryRun: false },
      never,
    )
  })

/** The registry no longer has it; in the end it is not there at all. */
async function unpublish(stage: Stage, version: string): Promise<void> {
  await rm(join(stage.home.home, 'registry', version), { recursive: true, force: true })
  await stage.registry.close()
}

scenario('why a version could not be kept is noted until one is kept', async ({ setStage }) => {
  const stage = await setStage()
  await withMoltd(stage, async app => {
    await keepInVault(app, ['2026.1.1'], never)
    expect(await readTrouble(app.world)).toEqual({
      reason: expect.stringContaining('2026.1.1'),
      isReported: false,
    })
    await keepInVault(app, [oldVersion], never)
    expect(await readTrouble(app.world)).toBeNull()
  })
})

scenario(
  'a version that was unpublished is installed from the vault, verified like any update',
  async ({ setStage }) => {
    const stage = await setStage()
    const [entry] = await keep(stage, newVersion)
    expect(entry?.tree).not.toBeNull()
    await unpublish(stage, newVersion)
    const report = await goTo(stage, newVersion)
    expect(report.error).toBeNull()
    expect(report.outcome).toBe('updated')
    expect(report.drivers).toMatchObject([{ name: 'package-manager', outcome: 'done' }])
    expect(await servedBy(stage.home)).toBe(newVersion)
  },
)

scenario(
  'an old version that refuses the data of the new one is taken back: the gateway is where it was',
  async ({ setStage }) => {
    const stage = await setStage()
    await keep(stage, oldVersion)
    expect((await stage.run()).outcome).toBe('updated')
    await unpublish(stage, oldVersion)
    const report = await goTo(stage, oldVersion)
    expect(report.outcome).toBe('rolled-back')
    expect(await servedBy(stage.home)).toBe(newVersion)
  },
)

scenario('what the vault does not have is said before anything is touched', async ({ setStage }) => {
  const stage = await setStage()
  await expect(goTo(stage, '2026.1.1')).rejects.toMatchObject({ code: 'E_VAULT' })
  expect(await servedBy(stage.home)).toBe(oldVersion)
})
