import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, vi } from 'vitest'
import { goBackToVersion, openTrip, type Trip } from '../../../src/cli/go-back.ts'
import { keepInVault } from '../../../src/cli/keep-in-vault.ts'
import { goDownTheLadder } from '../../../src/cli/ladder.ts'
import { mirrorSettingsOf, mirrorWorldOf } from '../../../src/cli/mirror-parts.ts'
import { compose } from '../../../src/compose.ts'
import { syncMirror } from '../../../src/mirror/sync.ts'
import type { Way } from '../../../src/phases/way.ts'
import { moltdEnvironment } from './gateway-host.ts'
import { hurriedClock } from './hurried-clock.ts'
import { shortPatience } from './short-patience.ts'
import { newVersion, oldVersion, type Stage, scenario, servedBy } from './stage.ts'

const never = new AbortController().signal
/** An update, and then a build or an installation, each with a gateway that starts. */
vi.setConfig({ testTimeout: 300_000 })
/** Neither data nor version of a release with the same schemas stand in the way of going back to it. */
const alike = { schemas: { state: 17, agent: 21 } }

type App = Awaited<ReturnType<typeof compose>>

async function withTrip<T>(stage: Stage, use: (trip: Trip) => Promise<T>): Promise<T> {
  const app = await compose({ environment: moltdEnvironment(stage.host), supervisor: stage.supervisor })
  const change = (way: Way): Way => {
    const { drivers } = way.settings
    const settings = { ...way.settings, ...shortPatience, drivers }
    return { ...way, world: { ...way.world, clock: hurriedClock }, settings }
  }
  try {
    return await use(await openTrip(app, never, change))
  } finally {
    await app.close()
  }
}

/** As the terminal would have it: what was said, and what was asked. */
function talk(answer: boolean) {
  const said: string[] = []
  const asked: string[] = []
  return {
    said,
    asked,
    say: async (text: string) => void said.push(text),
    ask: async ({ version, why }: { version: string; why: string }) => {
      asked.push(`${version}: ${why}`)
      return answer
    },
  }
}

/** The program as a source: a repository with the contents of the package, and a small build of its own. */
async function mirrorSource(stage: Stage, app: App): Promise<void> {
  const upstream = join(stage.home.home, 'upstream')
  const git = (...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=Clawd', '-c', 'user.email=clawd@example.org', ...words], {
      cwd: upstream,
    })
  mkdirSync(upstream)
  git('init', '--quiet', '--initial-branch=main')
  cpSync(join(stage.home.home, '.npm-global', 'stand-in', 'registry', oldVersion), upstream, {
    recursive: true,
  })
  cpSync(join(upstream, 'dist'), join(upstream, 'source'), { recursive: true })
  rmSync(join(upstream, 'dist'), { recursive: true })
  const project = JSON.parse(execFileSync('cat', ['package.json'], { cwd: upstream, encoding: 'utf8' }))
  const build = `node -e "require('fs').cpSync('source', 'dist', { recursive: true })"`
  writeFileSync(
    join(upstream, 'package.json'),
    JSON.stringify({ ...project, files: ['dist', 'skills', 'openclaw.mjs'], scripts: { prepack: build } }),
  )
  git('add', '.')
  git('commit', '--quiet', '--message', oldVersion)
  git('tag', `v${oldVersion}`)
  const state = await syncMirror(
    await mirrorWorldOf(app),
    { ...mirrorSettingsOf(app), upstream: `file://${upstream}`, origin: null },
    { signal: never },
  )
  expect(state.upstream.trouble).toBeNull()
}

const unpublish = (stage: Stage, version: string) =>
  rmSync(join(stage.home.prefix, 'stand-in', 'registry', version), { recursive: true })

const removePoints = (stage: Stage) =>
  rmSync(join(stage.home.home, '.local', 'share', 'moltd', 'recovery'), { recursive: true })

scenario(
  'a version that no registry has and no recovery point is built from the mirror, and verified like any update',
  async ({ setStage }) => {
    const stage = await setStage({ candidate: alike })
    expect((await stage.run()).outcome).toBe('updated')
    removePoints(stage)
    const report = await withTrip(stage, async trip => {
      await mirrorSource(stage, trip.app)
      unpublish(stage, oldVersion)
      return goBackToVersion(trip, 'mirror', oldVersion)
    })
    expect(report.error).toBeNull()
    expect(report).toMatchObject({ outcome: 'updated', recoveryPoint: { version: newVersion } })
    expect(await servedBy(stage.home)).toBe(oldVersion)
  },
)

scenario(
  'without a usable recovery point the ladder goes down by itself, says each refusal, and ends where a source has the version',
  async ({ setStage }) => {
    const stage = await setStage({ candidate: alike })
    const { recoveryPoint } = await stage.run()
    truncateSync(join(recoveryPoint?.path ?? '', 'package', 'dist', 'index.js'), 5)
    const words = talk(true)
    const report = await withTrip(stage, async trip => {
      await mirrorSource(stage, trip.app)
      unpublish(stage, oldVersion)
      return goDownTheLadder(trip, words)
    })
    expect(words.asked).toEqual([
      expect.stringMatching(/^2026\.9\.5: cannot roll back to .*, it is damaged: package\/dist\/index\.js/),
    ])
    expect(words.said).toEqual([
      expect.stringMatching(/^The recovery point \S+ is damaged; trying to mend it from the vault\.$/),
      expect.stringMatching(/^cannot mend \S+: the vault does not have 2026\.9\.5$/),
      'Trying to bring back 2026.9.5 from the vault; the data stay as they are.',
      'Not from the vault: cannot go back to 2026.9.5 from the vault: it is not kept',
      'Trying to bring back 2026.9.5 from the registry; the data stay as they are.',
      expect.stringMatching(/^Not from the registry: .*the registry does not have openclaw@2026\.9\.5/),
      'Trying to bring back 2026.9.5 from the mirror; the data stay as they are.',
    ])
    expect(report.outcome).toBe('updated')
    expect(await servedBy(stage.home)).toBe(oldVersion)
  },
)

scenario(
  'the vault comes before registry and mirror, and knows the version from the journal',
  async ({ setStage }) => {
    const stage = await setStage({ candidate: alike })
    await withTrip(stage, async ({ app }) => keepInVault(app, [oldVersion], never))
    expect((await stage.run()).outcome).toBe('updated')
    removePoints(stage)
    await stage.registry.close()
    const words = talk(true)
    const report = await withTrip(stage, trip => goDownTheLadder(trip, words))
    expect(words.asked).toEqual([expect.stringMatching(/^2026\.9\.5: .*it has no recovery point$/)])
    expect(report.outcome).toBe('updated')
    expect(await servedBy(stage.home)).toBe(oldVersion)
  },
)

scenario(
  'a recovery point whose program is damaged is mended from the vault, and program and data go back',
  async ({ setStage }) => {
    const stage = await setStage()
    await withTrip(stage, async ({ app }) => keepInVault(app, [oldVersion], never))
    const { recoveryPoint } = await stage.run()
    const path = recoveryPoint?.path ?? ''
    truncateSync(join(path, 'package', 'dist', 'index.js'), 5)
    rmSync(join(path, 'package', 'skills'), { recursive: true })
    await stage.registry.close()
    const words = talk(false)
    const report = await withTrip(stage, trip => goDownTheLadder(trip, words))
    expect(words.asked).toEqual([])
    expect(words.said).toEqual([
      expect.stringMatching(/^The recovery point \S+ is damaged; trying to mend it/),
      expect.stringMatching(/^It is whole again: \d+ files came from the vault\.$/),
    ])
    expect(report).toMatchObject({ outcome: 'rolled-back', rollbackVerdict: { kind: 'well' } })
    expect(await servedBy(stage.home)).toBe(oldVersion)
  },
)

scenario('data that are damaged are not mended, and nothing is touched', async ({ setStage }) => {
  const stage = await setStage()
  await withTrip(stage, async ({ app }) => keepInVault(app, [oldVersion], never))
  const { recoveryPoint } = await stage.run()
  truncateSync(join(recoveryPoint?.path ?? '', 'state', 'openclaw.json'), 5)
  const words = talk(false)
  const report = await withTrip(stage, trip => goDownTheLadder(trip, words))
  expect(words.said[1]).toMatch(/^cannot mend \S+: its data are damaged: state\/openclaw\.json/)
  expect(report).toMatchObject({ outcome: 'untouched', error: { code: 'E_POINT_DAMAGED' } })
  expect(await servedBy(stage.home)).toBe(newVersion)
})

scenario('without a yes nothing below the recovery point is tried', async ({ setStage }) => {
  const stage = await setStage({ candidate: alike })
  expect((await stage.run()).outcome).toBe('updated')
  removePoints(stage)
  const words = talk(false)
  const report = await withTrip(stage, trip => goDownTheLadder(trip, words))
  expect(report).toMatchObject({ outcome: 'untouched', error: { code: 'E_POINT_UNKNOWN' } })
  expect(words.said).toEqual([])
  expect(await servedBy(stage.home)).toBe(newVersion)
})

scenario('a usable recovery point is all that is used, and nobody is asked', async ({ setStage }) => {
  const stage = await setStage()
  expect((await stage.run()).outcome).toBe('updated')
  const words = talk(false)
  const report = await withTrip(stage, trip => goDownTheLadder(trip, words))
  expect(report.outcome).toBe('rolled-back')
  expect([...words.asked, ...words.said]).toEqual([])
  expect(await servedBy(stage.home)).toBe(oldVersion)
})

scenario('when no source has the version, each says why, and the gateway serves on', async ({ setStage }) => {
  const stage = await setStage({ candidate: alike })
  expect((await stage.run()).outcome).toBe('updated')
  removePoints(stage)
  unpublish(stage, oldVersion)
  await expect(withTrip(stage, trip => goDownTheLadder(trip, talk(true)))).rejects.toMatchObject({
    code: 'E_NO_SOURCE',
    message: expect.stringMatching(
      /^cannot bring back 2026\.9\.5: recovery point: .*; vault: .*; registry: .*; mirror: .*there is no mirror on this machine$/,
    ),
  })
  expect(await servedBy(stage.home)).toBe(newVersion)
})
