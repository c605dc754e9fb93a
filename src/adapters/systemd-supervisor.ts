import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Commands } from '../ports/commands.ts'
import { MoltdError } from '../ports/errors.ts'
import type { ServiceState, Supervisor } from '../ports/supervisor.ts'
import { onceATurn } from './once-a-turn.ts'
import { resolvePlaces } from './places.ts'
import {
  getManagerEnvironment,
  getUnitProcesses,
  getUnitProperties,
  listLoadedUnits,
  listUnitFiles,
  readUnitJournal,
  systemctl,
} from './systemd-argv.ts'
import { composeEnvironment } from './systemd-environment.ts'
import { createSystemdJobs } from './systemd-jobs.ts'
import {
  definitionOf,
  parseLoadedUnitNames,
  parseManagerEnvironment,
  parseUnitFacts,
  parseUnitFileNames,
  parseUnitProcesses,
  stateOf,
} from './systemd-properties.ts'
import { busTimeoutMs, createUserBus, refused } from './user-bus.ts'

const gatewayPattern = 'openclaw-gateway*.service'

interface Options {
  /** For systemd's own programs: short, and alone. */
  tools: Commands
  /** For what may be long: a journal. */
  commands: Commands
  environment: Readonly<Record<string, string | undefined>>
}

/** The systemd user manager: exact facts over D-Bus, verbs through systemctl. */
export function createSystemdSupervisor({ tools, commands, environment }: Options): Supervisor {
  const places = resolvePlaces(environment)
  const unitFolder = join(dirname(places.configFolder), 'systemd', 'user')
  const bus = createUserBus({ commands: tools, environment, uid: places.uid })
  const factsOf = onceATurn(async (unit: string) => parseUnitFacts(await bus.ask(getUnitProperties(unit))))
  const managerEnvironment = onceATurn(async (_: 'of the manager') =>
    parseManagerEnvironment(await bus.ask(getManagerEnvironment())),
  )
  const inspect = async (unit: string): Promise<ServiceState> => stateOf(unit, await factsOf(unit))

  return {
    kind: 'systemd',
    ...createSystemdJobs(bus),
    inspect,

    async listGateways() {
      const [loaded, installed, renamed] = await Promise.all([
        bus.ask(listLoadedUnits(gatewayPattern)).then(parseLoadedUnitNames),
        bus.ask(listUnitFiles(gatewayPattern)).then(parseUnitFileNames),
        findGatewayFiles(unitFolder),
      ])
      return [...new Set([...loaded, ...installed, ...renamed])].filter(name => !name.includes('@.')).sort()
    },

    async define(unit) {
      const [facts, manager] = await Promise.all([factsOf(unit), managerEnvironment('of the manager')])
      return definitionOf(unit, facts, await composeEnvironment(facts, manager))
    },

    async pids(unit) {
      const argv = getUnitProcesses(unit)
      const result = await bus.run(argv, { timeoutMs: busTimeoutMs })
      if (result.exitCode === 0) return parseUnitProcesses(result.stdout)
      // A unit that is not loaded has no processes.
      if (/not loaded|not found/i.test(result.stderr)) return []
      throw refused(argv, result)
    },

    async stop(unit, timeoutMs) {
      const argv = systemctl('stop', unit)
      const result = await bus.run(argv, { timeoutMs })
      const state = await inspect(unit)
      if (state.active === 'inactive' || state.active === 'failed') return
      if (result.timedOut) throw stopTimeout(state, timeoutMs)
      throw refused(argv, result)
    },

    async start(unit) {
      await bus.run(systemctl('reset-failed', unit), { timeoutMs: busTimeoutMs })
      await bus.ask(systemctl('start', '--no-block', unit))
    },

    async reloadDefinitions() {
      await bus.ask(systemctl('daemon-reload'))
    },

    async readJournal(unit, sinceMs, maxLines) {
      const result = await commands.run({
        argv: readUnitJournal(unit, sinceMs, maxLines),
        timeoutMs: busTimeoutMs,
      })
      // A host without a journal, or with one that is closed to us, has no lines to show; nothing depends on them.
      return result.exitCode === 0 ? result.stdout.split('\n').filter(line => line !== '') : []
    },
  }
}

/** Units that somebody gave a name of their own: they start an openclaw entry with the word `gateway`. */
async function findGatewayFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => [])
  const services = names.filter(name => name.endsWith('.service'))
  const found = await Promise.all(
    services.map(async name => {
      // A link to nowhere, or a folder: no unit.
      const text = await readFile(join(folder, name), 'utf8').catch(() => '')
      return startsGateway(text) ? [name] : []
    }),
  )
  return found.flat()
}

export function startsGateway(unitText: string): boolean {
  return /^[ \t]*ExecStart=.*openclaw.*\sgateway(\s|$)/m.test(unitText.replaceAll(/\\\n/g, ' '))
}

function stopTimeout(state: ServiceState, timeoutMs: number): MoltdError {
  const main = state.mainPid === null ? 'no main process' : `main process ${state.mainPid}`
  return new MoltdError(
    'E_STOP_TIMEOUT',
    `cannot stop ${state.unit} in ${Math.round(timeoutMs / 1000)} s: it is ${state.active} (${state.sub}), ${main}`,
    `It was not killed. Look at \`systemctl --user status ${state.unit}\`, and stop it by hand when nothing moves any more.`,
  )
}
