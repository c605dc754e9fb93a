import { dirname, join } from 'node:path'
import type { Gateway } from '../openclaw/gateway.ts'
import type { World } from '../ports/world.ts'
import { shipped, unitHooks } from './layout.ts'

export const dropInName = '60-moltd.conf'

type DropInWorld = Pick<World, 'files' | 'places' | 'supervisor'>
type Hooked = Pick<Gateway, 'unit' | 'definition'>

/** Makes the gateway's unit call for the exact pass at every stop; nothing happens when it does already. */
export async function installDropIn(world: DropInWorld, gateway: Hooked): Promise<void> {
  const { script } = unitHooks(world.places, gateway.unit)
  await writeWhenDifferent(world, script, await world.files.readText(shipped.exactPass))
  const path = dropInPath(gateway)
  if (path === null) return
  const changed = await writeWhenDifferent(world, path, await renderDropIn(world, gateway))
  if (changed) await world.supervisor.reloadDefinitions()
}

/** `changed`: the drop-in or its script is not what `installDropIn` would write. */
export async function inspectDropIn(
  world: Pick<World, 'files' | 'places'>,
  gateway: Hooked,
): Promise<'in-place' | 'absent' | 'changed'> {
  const path = dropInPath(gateway)
  const { script } = unitHooks(world.places, gateway.unit)
  const [present, presentScript] = await Promise.all([
    path === null ? null : world.files.readTextIfThere(path),
    world.files.readTextIfThere(script),
  ])
  if (path !== null && present === null) return 'absent'
  const [wanted, wantedScript] = await Promise.all([
    path === null ? null : renderDropIn(world, gateway),
    world.files.readText(shipped.exactPass),
  ])
  return present === wanted && presentScript === wantedScript ? 'in-place' : 'changed'
}

export async function removeDropIn(world: DropInWorld, gateway: Hooked): Promise<void> {
  const path = dropInPath(gateway)
  if (path === null || !(await world.files.stat(path))) return
  await world.files.remove(path)
  await world.supervisor.reloadDefinitions()
}

/** What a supervisor without systemd runs after every stop. */
export function stopHook(places: World['places'], gateway: Hooked): readonly [string, ...string[]] {
  const { script, armed } = unitHooks(places, gateway.unit)
  return ['/bin/sh', script, armed, String(limitSeconds(gateway))]
}

/** null for a service without a unit file. */
function dropInPath({ unit, definition }: Hooked): string | null {
  const { fragmentPath } = definition
  return fragmentPath && join(dirname(fragmentPath), `${unit}.d`, dropInName)
}

async function renderDropIn(world: Pick<World, 'files' | 'places'>, gateway: Hooked): Promise<string> {
  const { script, armed, hold } = unitHooks(world.places, gateway.unit)
  const values: Record<string, string> = {
    hold: hold.replaceAll('%', '%%'),
    script: quoteForUnit(script),
    armed: quoteForUnit(armed),
    seconds: String(limitSeconds(gateway)),
  }
  const template = await world.files.readText(shipped.dropIn)
  return template.replace(/@(\w+)@/g, (placeholder, name: string) => values[name] ?? placeholder)
}

/** Well within what systemd grants a stop, and never longer than a person would wait. */
function limitSeconds({ definition }: Hooked): number {
  return Math.min(120, Math.max(5, Math.floor(definition.stopTimeoutMs / 2000)))
}

function quoteForUnit(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&').replaceAll('%', '%%').replaceAll('$', '$$$$')}"`
}

async function writeWhenDifferent(world: Pick<World, 'files'>, path: string, text: string): Promise<boolean> {
  if ((await world.files.readTextIfThere(path)) === text) return false
  await world.files.makeFolder(dirname(path))
  await world.files.writeDurably(path, text, 0o644)
  return true
}
