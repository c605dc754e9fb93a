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

/** `kill` with this signal, of the daemon's own process and of nothing else. */
export async function signalDaemon(host: Host, signal: 'KILL' | 'STOP'): Promise<void> {
  const { mainPid } = await daemonFacts(host)
  await host.root(`kill -${signal} ${mainPid}`)
}
