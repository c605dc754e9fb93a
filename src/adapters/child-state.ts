import { constants } from 'node:os'
import type { ServiceState } from '../ports/supervisor.ts'
import type { ChildRecord } from './child-record.ts'
import { microsecondsOfTicks } from './proc-formats.ts'
import { isAlive, type SessionIdentity } from './sessions.ts'

/** In the words of systemd, so that the rest of moltd knows one kind of service. */
export function stateOf(
  unit: string,
  record: ChildRecord | null,
  identity: SessionIdentity | null,
): ServiceState {
  const isRunning = isAlive(identity)
  const common = {
    unit,
    mainPid: isRunning && identity ? identity.pid : null,
    mainStartedUs: isRunning && identity ? microsecondsOfTicks(identity.startTicks) : null,
    restarts: record?.restarts ?? 0,
    exitStatus: isRunning ? null : exitStatusOf(record),
  }
  if (isRunning && record?.wanted === 'down')
    return { ...common, active: 'deactivating', sub: 'stop-sigterm' }
  if (isRunning) return { ...common, active: 'active', sub: 'running' }
  if (record === null || record.wanted === 'down') return { ...common, active: 'inactive', sub: 'dead' }
  if (record.isRestarting && isAlive(record.owner))
    return { ...common, active: 'activating', sub: 'auto-restart' }
  return { ...common, active: 'failed', sub: 'failed' }
}

function exitStatusOf(record: ChildRecord | null): number | null {
  const signals: Readonly<Record<string, number>> = constants.signals
  const signal = signals[record?.exitSignal ?? '']
  return signal === undefined ? (record?.exitCode ?? null) : 128 + signal
}

/** The variables that systemd gives to `ExecStopPost=`. */
export function hookEnvironment(record: ChildRecord, mainPid: number | undefined): Record<string, string> {
  const wasKilled = record.exitSignal !== null
  return {
    SERVICE_RESULT: wasKilled ? 'signal' : record.exitCode === 0 ? 'success' : 'exit-code',
    EXIT_CODE: wasKilled ? 'killed' : 'exited',
    EXIT_STATUS: record.exitSignal?.replace(/^SIG/, '') ?? String(record.exitCode ?? ''),
    MAINPID: String(mainPid ?? ''),
  }
}
