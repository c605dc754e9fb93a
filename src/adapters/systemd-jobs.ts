import { MoltdError } from '../ports/errors.ts'
import type { JobSpec, JobState, Supervisor } from '../ports/supervisor.ts'
import { getUnitProcesses, getUnitProperties, launchTransientUnit, systemctl } from './systemd-argv.ts'
import { exitStatusOf, parseUnitFacts, parseUnitProcesses } from './systemd-properties.ts'
import type { UserBus } from './user-bus.ts'

const launchTimeoutMs = 30_000
const killTimeoutMs = 15_000
/** systemd's own exit statuses for a program that it could not run, from 200 EXIT_CHDIR on. */
const firstStartFailure = 200
const lastStartFailure = 245

/** Commands in transient units of their own, out of reach of what happens to the gateway's and to ours. */
export function createSystemdJobs(bus: UserBus): Pick<Supervisor, 'launchJob' | 'inspectJob' | 'endJob'> {
  async function inspectJob(name: string): Promise<JobState> {
    const unit = `${name}.service`
    const facts = parseUnitFacts(await bus.ask(getUnitProperties(unit)))
    if (facts.LoadState !== 'loaded') return { kind: 'unknown' }
    const isUnderWay = facts.MainPID !== 0 || /^(activating|deactivating)$/.test(facts.ActiveState)
    if (isUnderWay) return { kind: 'running', pids: await pidsOf(unit) }
    return { kind: 'ended', exitStatus: exitStatusOf(facts) }
  }

  async function pidsOf(unit: string): Promise<number[]> {
    const argv = getUnitProcesses(unit)
    const result = await bus.run(argv, { timeoutMs: launchTimeoutMs })
    // It may have ended since it was seen: then it has no processes.
    return result.exitCode === 0 ? parseUnitProcesses(result.stdout) : []
  }

  async function forget(name: string): Promise<void> {
    await bus.run(systemctl('reset-failed', `${name}.service`), { timeoutMs: launchTimeoutMs })
  }

  return {
    inspectJob,

    async launchJob(spec) {
      const before = await inspectJob(spec.name)
      if (before.kind === 'running') throw notStarted(spec, 'one of that name is running already')
      if (before.kind === 'ended') await this.endJob(spec.name, killTimeoutMs)
      const result = await bus.run(launchTransientUnit(spec), {
        timeoutMs: launchTimeoutMs,
        environment: spec.environment,
      })
      if (result.exitCode === 0) return
      // systemd-run also complains of a command that started and failed at once; that one has its exit status.
      const after = await inspectJob(spec.name)
      if (after.kind === 'running' || (after.kind === 'ended' && !isStartFailure(after.exitStatus))) return
      await forget(spec.name)
      throw notStarted(spec, result.stderr.trim() || 'no answer from systemd-run')
    },

    async endJob(name, graceMs) {
      const unit = `${name}.service`
      const stop = systemctl('stop', unit)
      const gentle = await bus.run(stop, { timeoutMs: graceMs })
      if (gentle.timedOut) {
        await bus.run(systemctl('kill', '--signal=SIGKILL', unit), { timeoutMs: killTimeoutMs })
        await bus.run(stop, { timeoutMs: killTimeoutMs })
      }
      if ((await inspectJob(name)).kind === 'running') throw stillThere(name)
      await forget(name)
    },
  }
}

function isStartFailure(exitStatus: number | null): boolean {
  return exitStatus === null || (exitStatus >= firstStartFailure && exitStatus <= lastStartFailure)
}

function notStarted(spec: JobSpec, why: string): MoltdError {
  return new MoltdError(
    'E_JOB_NOT_STARTED',
    `cannot start "${spec.argv.join(' ')}" as ${spec.name}: ${why}`,
    'Nothing of it ran. Put right what the message says, and run again.',
  )
}

function stillThere(name: string): MoltdError {
  return new MoltdError(
    'E_STOP_TIMEOUT',
    `cannot end ${name}: its processes are still there after SIGKILL`,
    `Look at \`systemctl --user status ${name}\`; a process that cannot be killed waits for a disk or a network.`,
  )
}
