import type { World } from '../../ports/world.ts'
import { type DoctorCheck, fine } from '../facts.ts'

export const ownFolders: DoctorCheck = {
  name: 'own-folders',
  title: "moltd's own folders are its own",
  async look(world) {
    const { dataFolder, configFolder } = world.places
    for (const folder of [dataFolder, configFolder]) {
      const fault = await faultOf(world, folder)
      if (fault !== null) return fault
    }
    return fine(`${dataFolder} is writable, and nobody else writes there`)
  },
}

async function faultOf({ files, places }: Pick<World, 'files' | 'places'>, folder: string) {
  const entry = await files.statTarget(folder)
  if (entry === null) return null
  if (entry.uid !== places.uid || !(await files.canWrite(folder)))
    return {
      severity: 'broken' as const,
      reason: `${folder} is not ours to write (owner ${entry.uid}, we are ${places.uid})`,
      fix: `\`sudo chown -R ${places.uid} ${folder}\``,
    }
  if ((entry.mode & 0o022) !== 0)
    return {
      severity: 'warning' as const,
      reason: `others may write in ${folder} (mode ${(entry.mode & 0o777).toString(8)})`,
      fix: `\`chmod go-w ${folder}\``,
    }
  return null
}
