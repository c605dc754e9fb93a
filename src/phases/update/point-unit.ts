import type { Gateway } from '../../openclaw/gateway.ts'
import { parseGatewayCommand } from '../../openclaw/gateway-command.ts'
import type { World } from '../../ports/world.ts'

/** Unit and drop-ins that name the folder of the version which they ran until now. */
export async function pointUnitAt(
  world: Pick<World, 'files' | 'supervisor'>,
  { definition }: Pick<Gateway, 'definition'>,
  packageFolder: string,
): Promise<void> {
  const script = parseGatewayCommand(definition.argv)?.script ?? ''
  const old = /^.*(?:\/links|\/\.pnpm)\/.*\/node_modules\/openclaw(?=\/)/.exec(script)?.[0]
  if (old === undefined || old === packageFolder) return
  for (const path of [definition.fragmentPath, ...definition.dropInPaths]) {
    if (path === null) continue
    const [text, stat] = await Promise.all([world.files.readTextIfThere(path), world.files.statTarget(path)])
    if (text?.includes(`${old}/`))
      await world.files.writeDurably(path, text.replaceAll(`${old}/`, `${packageFolder}/`), stat?.mode)
  }
  await world.supervisor.reloadDefinitions()
}
