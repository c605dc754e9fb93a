import type { Host } from './host.ts'

/** What claw's service manager says of a unit, asked once, told by property; '' where it says nothing. */
export async function unitProperties<Name extends string>(
  host: Host,
  unit: string,
  names: readonly Name[],
): Promise<(name: Name) => string> {
  const text = await host.sh(`systemctl --user show ${unit} ${names.map(name => `-p ${name}`).join(' ')}`)
  const lines = text.split('\n')
  return name => lines.find(line => line.startsWith(`${name}=`))?.slice(name.length + 1) ?? ''
}
