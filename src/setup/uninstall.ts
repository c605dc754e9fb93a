import { dirname, join } from 'node:path'
import { ownJobs } from '../mirror/own-job.ts'
import type { World } from '../ports/world.ts'
import { dropInName } from '../recovery/drop-in.ts'
import { exactPassScript } from '../recovery/layout.ts'
import { daemonUnit, ownUnitPaths, unitFolder } from './service-plan.ts'
import { askSystemctl, orderSystemctl } from './systemctl.ts'

const keeperGraceMs = 20_000

type UninstallWorld = Pick<World, 'commands' | 'environment' | 'files' | 'places' | 'supervisor'>

/**
 * Takes out the daemon, its units and scripts, and every drop-in of ours; data and config stay. What was done, one sentence each.
 * The caller holds the run lock. Errors: E_SYSTEMD_REFUSED.
 */
export async function uninstall(world: UninstallWorld): Promise<string[]> {
  const done: string[] = []
  if ((await world.supervisor.define(daemonUnit)) !== null) {
    await orderSystemctl(world, 'disable', '--now', daemonUnit)
    // One that had failed would be remembered by name.
    await askSystemctl(world, 'reset-failed', daemonUnit)
    done.push('stopped and disabled the daemon')
  }
  done.push(...(await endKeepers(world)))
  for (const path of [...ownUnitPaths(world.places), ...(await findDropIns(world))]) {
    if (!(await world.files.stat(path))) continue
    await world.files.remove(path)
    await removeIfEmpty(world, dirname(path))
    done.push(`removed ${path}`)
  }
  const script = exactPassScript(world.places)
  if (await world.files.stat(script)) {
    await world.files.remove(script)
    done.push(`removed ${script}`)
  }
  if (done.length > 0) await world.supervisor.reloadDefinitions()
  return done
}

/** The program may go next: what they have begun is tried again by the next moltd. */
async function endKeepers({ supervisor }: UninstallWorld): Promise<string[]> {
  const ended: string[] = []
  for (const job of Object.values(ownJobs)) {
    const { kind } = await supervisor.inspectJob(job)
    if (kind === 'unknown') continue
    await supervisor.endJob(job, keeperGraceMs)
    if (kind === 'running') ended.push(`ended ${job}, which was at work`)
  }
  return ended
}

/** Also of gateways that are gone. */
async function findDropIns({ files, places }: UninstallWorld): Promise<string[]> {
  const folder = unitFolder(places)
  const folders = (await files.list(folder)).filter(name => name.endsWith('.service.d'))
  return folders.map(name => join(folder, name, dropInName))
}

async function removeIfEmpty({ files }: UninstallWorld, folder: string): Promise<void> {
  if (folder.endsWith('.service.d') && (await files.list(folder)).length === 0) await files.remove(folder)
}
