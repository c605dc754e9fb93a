import type { Host } from '../machine/host.ts'
import { waitFor } from '../machine/poll.ts'
import { unitProperties } from '../machine/unit-properties.ts'

export const daemonUnit = 'moltd.service'

/** What systemd says of the daemon. */
export interface DaemonFacts {
  active: string
  result: string
  /** What it says of itself. */
  status: string
  mainPid: number
  /** How often systemd has restarted it by itself. */
  restarts: number
  /** From the start of its process until it said READY. */
  readyAfterMs: number
}

export async function daemonFacts(host: Host): Promise<DaemonFacts> {
  const fact = await unitProperties(host, daemonUnit, [
    'ActiveState',
    'Result',
    'StatusText',
    'MainPID',
    'NRestarts',
    'ExecMainStartTimestampMonotonic',
    'ActiveEnterTimestampMonotonic',
  ])
  const readyUs =
    Number(fact('ActiveEnterTimestampMonotonic')) - Number(fact('ExecMainStartTimestampMonotonic'))
  return {
    active: fact('ActiveState'),
    result: fact('Result'),
    status: fact('StatusText'),
    mainPid: Number(fact('MainPID')),
    restarts: Number(fact('NRestarts')),
    readyAfterMs: Math.round(readyUs / 1000),
  }
}

/** Waits until the daemon runs as another process than before, and has said that it is ready. */
export async function waitForNewDaemon(host: Host, oldPid: number, timeoutMs: number): Promise<DaemonFacts> {
  return await waitFor(`another daemon than process ${oldPid}`, timeoutMs, async () => {
    const facts = await daemonFacts(host)
    return facts.active === 'active' && facts.mainPid !== 0 && facts.mainPid !== oldPid ? facts : null
  })
}

/** Waits until the daemon's Status says so. */
export async function waitForStatus(host: Host, wanted: RegExp, timeoutMs: number): Promise<string> {
  const last = { status: '' }
  try {
    return await waitFor(
      `the daemon to say ${wanted}`,
      timeoutMs,
      async () => {
        last.status = (await daemonFacts(host)).status
        return wanted.test(last.status) ? last.status : null
      },
      1_000,
    )
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}; it says: ${last.status}`)
  }
}

/** `kill` with this signal, of the daemon's own process and of nothing else. */
export async function signalDaemon(host: Host, signal: 'KILL' | 'STOP'): Promise<void> {
  const { mainPid } = await daemonFacts(host)
  await host.root(`kill -${signal} ${mainPid}`)
}

/** Units of runs and recoveries, each with its state and pid: `moltd-run-20261122155800.service active 4711`. */
export async function jobsAtWork(host: Host): Promise<string[]> {
  const list =
    "systemctl --user list-units --plain --no-legend 'moltd-run-*' 'moltd-recover-*' | cut -d' ' -f1"
  const units = (await host.sh(list)).split('\n').filter(Boolean)
  return Promise.all(
    units.map(async unit => {
      const fact = await unitProperties(host, unit, ['ActiveState', 'MainPID'])
      return `${unit} ${fact('ActiveState')} ${fact('MainPID')}`
    }),
  )
}
