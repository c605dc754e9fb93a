import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { MoltdError } from '../ports/errors.ts'
import type { JobState, Supervisor } from '../ports/supervisor.ts'
import { endSession, isAlive, membersOf, readIdentity, readIfThere, startSession } from './sessions.ts'

const killWaitMs = 5_000

export interface ChildJobs extends Pick<Supervisor, 'launchJob' | 'inspectJob' | 'endJob'> {
  names(): string[]
}

/** Commands in sessions of their own; what is known of them is in two small files each, for whoever comes after us. */
export function createChildJobs(folder: string): ChildJobs {
  const identityPath = (name: string) => join(folder, `${name}.identity`)
  const statusPath = (name: string) => join(folder, `${name}.status`)

  async function inspectJob(name: string): Promise<JobState> {
    const identity = readIdentity(identityPath(name))
    if (identity === null) return { kind: 'unknown' }
    if (isAlive(identity)) return { kind: 'running', pids: membersOf(identity) }
    const status = readIfThere(statusPath(name)).trim()
    return { kind: 'ended', exitStatus: status === '' ? null : Number(status) }
  }

  return {
    inspectJob,

    async launchJob(spec) {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      const why = `cannot start "${spec.argv.join(' ')}" as ${spec.name}`
      if ((await inspectJob(spec.name)).kind === 'running') {
        throw notStarted(`${why}: one of that name is running already`)
      }
      const { identity } = await startSession({
        ...spec,
        kind: 'watch',
        identityPath: identityPath(spec.name),
        statusPath: statusPath(spec.name),
      })
      if (identity === null)
        throw notStarted(`${why}: the program or the folder ${spec.workingDirectory} is not there`)
    },

    async endJob(name, graceMs) {
      const left = await endSession(readIdentity(identityPath(name)), graceMs, killWaitMs)
      if (left.length > 0) {
        throw new MoltdError(
          'E_STOP_TIMEOUT',
          `cannot end ${name}: processes ${left.join(', ')} are still there after SIGKILL`,
          'A process that cannot be killed waits for a disk or a network; look at it with `ps`.',
        )
      }
      rmSync(identityPath(name), { force: true })
      rmSync(statusPath(name), { force: true })
    },

    names() {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      const suffix = '.identity'
      return readdirSync(folder).flatMap(name =>
        name.endsWith(suffix) ? [name.slice(0, -suffix.length)] : [],
      )
    },
  }
}

function notStarted(message: string): MoltdError {
  return new MoltdError(
    'E_JOB_NOT_STARTED',
    message,
    'Nothing of it ran. Put right what the message says, and run again.',
  )
}
