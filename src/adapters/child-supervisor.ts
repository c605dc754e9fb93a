import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Commands } from '../ports/commands.ts'
import type { Supervisor } from '../ports/supervisor.ts'
import { createChildJobs } from './child-jobs.ts'
import { readLogSince } from './child-log.ts'
import { type ChildDefinition, type ChildService, createChildService } from './child-service.ts'
import { stateOf } from './child-state.ts'
import { systemCommands } from './commands.ts'

export type { ChildDefinition } from './child-service.ts'

export interface ChildSupervisor extends Supervisor {
  /** Restarts nothing any more; what runs goes on running. */
  close(): void
  /** Ends every service and every job, for good. */
  killAll(): Promise<void>
}

interface Options {
  definitions: readonly ChildDefinition[]
  logFolder: string
  stateFolder: string
  commands?: Commands
  restartDelayMs?: number
}

const defaultRestartDelayMs = 1_000
const killGraceMs = 2_000

/** Runs gateways as our own children, where there is no systemd: containers, the demo, fast tests. */
export function createChildSupervisor(options: Options): ChildSupervisor {
  const { definitions, logFolder, stateFolder, commands = systemCommands } = options
  const restartDelayMs = options.restartDelayMs ?? defaultRestartDelayMs
  mkdirSync(logFolder, { recursive: true, mode: 0o700 })
  const logPath = (unit: string) => join(logFolder, `${unit}.log`)
  const jobs = createChildJobs(join(stateFolder, 'jobs'))
  const services = new Map<string, ChildService>(
    definitions.map(definition => {
      const { unit } = definition
      return [
        unit,
        createChildService({ definition, commands, stateFolder, logPath: logPath(unit), restartDelayMs }),
      ]
    }),
  )
  const close = () => {
    for (const service of services.values()) service.close()
  }

  return {
    kind: 'child',
    launchJob: jobs.launchJob,
    inspectJob: jobs.inspectJob,
    endJob: jobs.endJob,
    listGateways: async () => [...services.keys()].sort(),
    inspect: async unit => services.get(unit)?.inspect() ?? stateOf(unit, null, null),
    pids: async unit => services.get(unit)?.pids() ?? [],
    stop: async (unit, timeoutMs) => services.get(unit)?.stop(timeoutMs),
    async start(unit) {
      const service = services.get(unit)
      if (service === undefined) throw new Error(`no child service is called ${unit}`)
      await service.start()
    },
    readJournal: async (unit, sinceMs, maxLines) => readLogSince(logPath(unit), sinceMs, maxLines),
    // The definitions are the caller's own: there are no unit files to read again.
    reloadDefinitions: async () => undefined,

    async define(unit) {
      const definition = definitions.find(candidate => candidate.unit === unit)
      if (definition === undefined) return null
      const { argv, environment, workingDirectory, stopTimeoutMs = 90_000 } = definition
      const noUnitFile = { fragmentPath: null, dropInPaths: [], restart: 'always' }
      return { unit, argv, environment, workingDirectory, stopTimeoutMs, ...noUnitFile }
    },

    close,

    async killAll() {
      close()
      for (const service of services.values()) await service.stop(killGraceMs)
      for (const name of jobs.names()) await jobs.endJob(name, killGraceMs)
    },
  }
}
