import { expect, onTestFinished, test } from 'vitest'
import { conductRun } from '../../src/phases/conduct-run.ts'
import type { Way } from '../../src/phases/way.ts'
import { MoltdError } from '../../src/ports/errors.ts'
import type { PackageManifest } from '../../src/ports/registry.ts'
import type { Trigger } from '../../src/ports/run.ts'
import { createVirtualHost, newVersion, oldVersion } from '../scenarios/virtual-host.ts'
import { startMoltd } from '../scenarios/virtual-moltd.ts'

const never = new AbortController().signal
const discord = {
  id: 'discord',
  packageName: '@openclaw/discord',
  installed: true,
  enabled: true,
  origin: 'global',
  version: oldVersion,
}
const ended = { exitCode: 0, stderr: '', signal: null, timedOut: false, startError: null, durationMs: 1 }
const published: PackageManifest = {
  version: newVersion,
  nodeRange: null,
  integrity: null,
  unpackedBytes: null,
}

/** A gateway with these plugins, and a registry that says this of theirs. */
async function setUp(plugins: readonly object[], say: () => Promise<PackageManifest | null>) {
  const host = createVirtualHost()
  onTestFinished(() => host.remove())
  await host.start()
  const moltd = startMoltd(host)
  onTestFinished(() => moltd.close())
  const asked: string[] = []
  const { commands, registry } = moltd.way.world
  const way: Way = {
    ...moltd.way,
    world: {
      ...moltd.way.world,
      commands: {
        run: async spec =>
          spec.argv.includes('plugins.list')
            ? { ...ended, stdout: JSON.stringify({ plugins }) }
            : commands.run(spec),
      },
      registry: {
        ...registry,
        manifest: async (name, version) => {
          if (!name.startsWith('@')) return registry.manifest(name, version)
          asked.push(`${name}@${version}`)
          return say()
        },
      },
    },
  }
  const run = (trigger: Trigger = 'schedule') => conductRun(way, { trigger, dryRun: false }, never)
  return { host, asked, run }
}

test('a release whose own plugins are not published yet is left alone, and taken when they are', async () => {
  const answers: (PackageManifest | null)[] = [null, published]
  const { asked, run } = await setUp([discord], async () => answers.shift() ?? null)
  expect(await run()).toMatchObject({
    outcome: 'held',
    headline: `${newVersion} is put off: @openclaw/discord@${newVersion} is not published yet`,
    recoveryPoint: null,
  })
  expect((await run()).outcome).toBe('updated')
  expect(asked).toEqual(Array(2).fill(`@openclaw/discord@${newVersion}`))
})

test('a person does not wait for them', async () => {
  const { asked, run } = await setUp([discord], async () => null)
  expect((await run('manual')).outcome).toBe('updated')
  expect(asked).toEqual([])
})

test('what has not come after three days is not waited for', async () => {
  const { host, run } = await setUp([discord], async () => null)
  expect((await run()).outcome).toBe('held')
  await host.clock.sleep(73 * 3_600_000)
  expect((await run()).outcome).toBe('updated')
})

test.each([
  ['is bundled', { ...discord, origin: 'bundled' }],
  ['is switched off', { ...discord, enabled: false }],
  ['has versions of its own', { ...discord, version: '1.4.0' }],
  ['is somebody else’s', { ...discord, packageName: 'openclaw-plugin-of-mine' }],
])('a plugin that %s is not asked for', async (_, plugin) => {
  const { asked, run } = await setUp([plugin], async () => null)
  expect((await run()).outcome).toBe('updated')
  expect(asked).toEqual([])
})

test('a registry that cannot say holds nothing up', async () => {
  const { run } = await setUp([discord], () =>
    Promise.reject(new MoltdError('E_REGISTRY', 'it has no such package', 'Look.')),
  )
  expect((await run()).outcome).toBe('updated')
})
