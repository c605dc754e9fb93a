import type { Clock } from './clock.ts'
import type { Commands } from './commands.ts'
import type { Databases } from './databases.ts'
import type { Files } from './files.ts'
import type { Http } from './http.ts'
import type { Ids } from './ids.ts'
import type { Log } from './log.ts'
import type { Narrator } from './narrator.ts'
import type { Places } from './places.ts'
import type { Processes } from './processes.ts'
import type { Registry } from './registry.ts'
import type { Supervisor } from './supervisor.ts'

/** All that moltd may ask of the world. Functions take the part they need: `Pick<World, 'files' | 'clock'>`. */
export interface World {
  clock: Clock
  commands: Commands
  databases: Databases
  files: Files
  http: Http
  ids: Ids
  log: Log
  narrator: Narrator
  places: Places
  processes: Processes
  registry: Registry
  supervisor: Supervisor
  /** Our own environment, for what the user set: proxies, npmrc locations, tokens. */
  environment: Readonly<Record<string, string | undefined>>
}
