import { join } from 'node:path'
import type { World } from '../ports/world.ts'
import { shipped, unitHooks } from './layout.ts'
import type { LooseFile, SavedPart } from './recovery-point.ts'
import { partsOf } from './saved-parts.ts'

export interface RescueFacts {
  unit: string
  version: string
  packageRoot: string
  parts?: readonly SavedPart[]
  stateFolder: string
  port: number
  launchers: readonly { path: string; target: string }[]
  loose: readonly LooseFile[]
  workspaces: readonly string[]
}

/** Writes the script that restores this point with neither Node nor moltd. */
export async function writeRescueScript(
  world: Pick<World, 'files' | 'places'>,
  facts: RescueFacts,
  folder: string,
): Promise<void> {
  const template = await world.files.readText(shipped.rescue)
  await world.files.writeDurably(
    join(folder, 'rescue.sh'),
    renderRescueScript(template, { ...facts, ...unitHooks(world.places, facts.unit) }),
    0o700,
  )
}

/** Pure: the shipped script with the values of one recovery point in it. */
export function renderRescueScript(
  template: string,
  facts: RescueFacts & { armed: string; hold: string },
): string {
  const values = [
    `unit=${quote(facts.unit)}`,
    `version=${quote(facts.version)}`,
    `package=${quote(facts.packageRoot)}`,
    `state=${quote(facts.stateFolder)}`,
    `port=${quote(String(facts.port))}`,
    `armed=${quote(facts.armed)}`,
    `hold=${quote(facts.hold)}`,
    lines(
      'each_part',
      partsOf(facts).map(({ path, stored }) => [path, stored]),
    ),
    lines(
      'each_launcher',
      facts.launchers.map(({ path, target }) => [path, target]),
    ),
    lines(
      'each_loose_file',
      facts.loose.map(({ path, stored }) => [path, stored]),
    ),
    lines(
      'each_workspace',
      facts.workspaces.map(path => [path]),
    ),
  ]
  return template.replace(/(?<=# values: begin\n)[\s\S]*(?=# values: end\n)/, () => `${values.join('\n')}\n`)
}

/** A shell function that calls its argument with each of these. */
function lines(name: string, calls: readonly (readonly string[])[]): string {
  const body = calls.map(words => `  "$1" ${words.map(quote).join(' ')}`)
  return `${name}() {\n${[...body, '  :'].join('\n')}\n}`
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
