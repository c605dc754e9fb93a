import { existsSync } from 'node:fs'
import { chown, mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { bootHost, type HostOptions } from './boot-host.ts'
import { removeControlGroup, strayControlGroups } from './control-group.ts'
import type { Host } from './host.ts'
import { claw, type HostPlaces } from './places.ts'

/** All hosts of one test run: what was booted here is gone when `close` returns. */
export interface Fleet {
  readonly places: HostPlaces
  boot(options: HostOptions): Promise<Host>
  close(): Promise<void>
}

/** Removes what runs that died left behind, and opens a fleet of our own. */
export async function openFleet(places: HostPlaces): Promise<Fleet> {
  await makeFolders(places)
  await removeStrays(places)
  const closing = new AbortController()
  const boots: Promise<Host>[] = []
  return {
    places,
    boot(options) {
      const host = bootHost(places, options, closing.signal)
      boots.push(host)
      return host
    },
    async close() {
      closing.abort(new Error('the hosts are being removed'))
      const booted = (await Promise.allSettled(boots)).filter(boot => boot.status === 'fulfilled')
      const results = await Promise.allSettled(booted.map(boot => boot.value.down()))
      await rm(places.run, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
      const failed = results.find(result => result.status === 'rejected')
      if (failed !== undefined) throw failed.reason
    },
  }
}

async function makeFolders(places: HostPlaces): Promise<void> {
  for (const folder of [places.seeds, places.nodes, places.npmCache, places.run]) {
    await mkdir(folder, { recursive: true, mode: 0o711 })
  }
  const { uid } = await stat(places.seeds)
  if (uid !== 0)
    throw new Error(`${places.seeds} belongs to user ${uid}; it must be root's, or MOLTD_HOST_CACHE another`)
  await chown(places.npmCache, claw.uid, claw.gid)
}

async function removeStrays(places: HostPlaces): Promise<void> {
  for (const folder of strayControlGroups(isAlive)) await removeControlGroup(folder)
  for (const name of await readdir(places.runs)) {
    if (!isAlive(Number(name))) await rm(join(places.runs, name), { recursive: true, force: true })
  }
}

/** A reused number keeps leftovers until the next run; that is better than pulling the plug on a living one. */
function isAlive(pid: number): boolean {
  return existsSync(`/proc/${pid}`)
}
