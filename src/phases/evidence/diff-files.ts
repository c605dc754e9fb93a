import { join, relative } from 'node:path'
import { diffConfigKeys } from '../../openclaw/diff-config-keys.ts'
import type { World } from '../../ports/world.ts'
import { planLooseFiles } from '../../recovery/loose-files.ts'
import { readManifest } from '../../recovery/manifest.ts'
import type { Undertaking } from '../way.ts'

type Files = Pick<World, 'files'>

/** Which keys of the config differ from the recovery point's, without values. */
export async function diffConfig(world: Files, { gateway, point }: Undertaking): Promise<string[]> {
  const inState = relative(gateway.stateFolder, gateway.configPath)
  const stored = inState.startsWith('..')
    ? (await looseOf(world, point.path)).find(({ path }) => path === gateway.configPath)?.stored
    : join('state', inState)
  const [before, after] = await Promise.all([
    stored === undefined ? null : world.files.readTextIfThere(join(point.path, stored)),
    world.files.readTextIfThere(gateway.configPath),
  ])
  if (before === null || after === null)
    return [`before: ${before === null ? 'absent' : 'there'}, now: ${after === null ? 'absent' : 'there'}`]
  const keys = diffConfigKeys(before, after)
  return keys.length === 0 ? ['no key differs'] : keys
}

/** Which lines of the unit and its drop-ins differ from the recovery point's. */
export async function diffUnit(
  world: Pick<World, 'files' | 'supervisor'>,
  { gateway, point }: Undertaking,
): Promise<string[]> {
  const definition = (await world.supervisor.define(gateway.unit)) ?? gateway.definition
  const now = await planLooseFiles(world, { definition, configPath: gateway.configPath }, gateway.stateFolder)
  const before = new Map((await looseOf(world, point.path)).map(({ path, stored }) => [path, stored]))
  const paths = new Set([...before.keys(), ...now.map(({ path }) => path)])
  paths.delete(gateway.configPath)
  const changes: string[] = []
  for (const path of paths) {
    const stored = before.get(path)
    const old = stored === undefined ? null : await world.files.readTextIfThere(join(point.path, stored))
    const differing = diffLines(old ?? '', (await world.files.readTextIfThere(path)) ?? '')
    if (differing.length > 0) changes.push(`# ${path}`, ...differing)
  }
  return changes.length === 0 ? ['no line differs'] : changes
}

/** Lines that only one of the two has. */
function diffLines(before: string, after: string): string[] {
  const [old, current] = [before.split('\n'), after.split('\n')]
  return [
    ...old.filter(line => !current.includes(line)).map(line => `- ${line}`),
    ...current.filter(line => !old.includes(line)).map(line => `+ ${line}`),
  ]
}

async function looseOf(world: Files, folder: string) {
  return (await readManifest(world, folder)).loose
}
