import { join } from 'node:path'
import { systemClock } from './adapters/clock.ts'
import { createLineLog } from './adapters/line-log.ts'
import { nodeCron } from './adapters/node-cron.ts'
import { createOwnCommands } from './adapters/own-commands.ts'
import { resolvePlaces } from './adapters/places.ts'
import { createRunLock } from './adapters/run-lock.ts'
import { watchRuns } from './adapters/run-watch.ts'
import { createReadiness } from './adapters/sd-notify.ts'
import { openSqliteSlotBook } from './adapters/sqlite-slot-book.ts'
import { tidyMemory } from './adapters/tidy-memory.ts'
import { createTimeZones } from './adapters/time-zones.ts'
import type { DaemonWorld } from './daemon/daemon-world.ts'
import { MoltdError } from './ports/errors.ts'

export interface DaemonApp {
  world: DaemonWorld
  close(): void
}

export interface ComposeDaemonOptions {
  /** How moltd itself is started: Node and its entry file. */
  moltd: readonly [string, ...string[]]
  configPath: string | undefined
  environment: Readonly<Record<string, string | undefined>>
}

/** The daemon's own wiring: nothing here loads the libraries that a run needs, which would double its memory. Errors: E_DAEMON_RUNNING, E_SLOT_BOOK. */
export function composeDaemon({ moltd, configPath, environment }: ComposeDaemonOptions): DaemonApp {
  const { dataFolder } = resolvePlaces(environment)
  const lock = createRunLock(join(dataFolder, 'daemon.lock'), systemClock).acquire('be the daemon')
  if (lock.kind === 'busy') {
    throw new MoltdError(
      'E_DAEMON_RUNNING',
      `cannot start: the daemon runs already${lock.holder === null ? '' : `, as process ${lock.holder.pid}`}`,
      'Look at it with `systemctl --user status moltd`.',
    )
  }
  const level = environment.MOLTD_LOG
  const log = createLineLog(
    level === 'debug' || level === 'warn' || level === 'error' || level === 'silent' ? level : 'info',
  )
  const tidying = tidyMemory()
  const book = openSqliteSlotBook(join(dataFolder, 'schedule.sqlite'))
  return {
    world: {
      book,
      clock: systemClock,
      cron: nodeCron,
      log,
      openDesk: async (plan, onState, signal) => {
        const { openDesk } = await import('./compose-desk.ts')
        await openDesk({ moltd, configPath, environment, log }, plan, onState, signal)
      },
      own: createOwnCommands({
        moltd,
        configPath,
        environment,
        soundConfig: join(dataFolder, 'config-last-sound.json'),
      }),
      readiness: createReadiness(environment, log),
      runs: watchRuns(dataFolder),
      timeZones: createTimeZones(environment),
    },
    close: () => {
      tidying.stop()
      book.close()
      lock.release()
    },
  }
}
