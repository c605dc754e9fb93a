import { existsSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import type { CommandResult, Commands } from '../ports/commands.ts'
import { MoltdError } from '../ports/errors.ts'

type Environment = Readonly<Record<string, string | undefined>>
type Argv = readonly [string, ...string[]]

export interface UserBus {
  /** Runs a systemd command against the user manager. Errors: E_NO_USER_BUS. */
  run(
    argv: Argv,
    options: { timeoutMs: number; environment?: Readonly<Record<string, string>> },
  ): Promise<CommandResult>
  /** The same, for a command that must succeed. Errors: also E_SYSTEMD_REFUSED. */
  ask(argv: Argv): Promise<string>
}

/** Of one question, and of one order that does not wait for its end: a manager whose disk hangs has taken half a minute for either. */
export const busTimeoutMs = 120_000

/** The user manager of this account, found even where the login shell did not say where it is (`su`, cron). */
export function createUserBus(options: {
  commands: Commands
  environment: Environment
  uid: number
}): UserBus {
  const { commands, environment, uid } = options
  const named = environment.XDG_RUNTIME_DIR
  const runtimeFolder = named !== undefined && isAbsolute(named) ? named : `/run/user/${uid}`
  const socket = join(runtimeFolder, 'bus')

  const run: UserBus['run'] = async (argv, { timeoutMs, environment: extra = {} }) => {
    if (!existsSync(socket)) throw noUserBus(socket, named, 'there is no such socket')
    const result = await commands.run({
      argv,
      timeoutMs,
      env: {
        ...defined(environment),
        ...extra,
        XDG_RUNTIME_DIR: runtimeFolder,
        DBUS_SESSION_BUS_ADDRESS: `unix:path=${socket}`,
        // systemd's own tools give up after 25 s.
        SYSTEMD_BUS_TIMEOUT: `${timeoutMs / 1000}s`,
        LC_ALL: 'C',
        SYSTEMD_COLORS: '0',
      },
    })
    if (result.startError !== null)
      throw noUserBus(socket, named, `cannot run ${argv[0]}: ${result.startError}`)
    if (isDeafBus(result)) throw noUserBus(socket, named, result.stderr.trim())
    return result
  }

  return {
    run,
    async ask(argv) {
      const result = await run(argv, { timeoutMs: busTimeoutMs })
      if (result.exitCode !== 0) throw refused(argv, result)
      return result.stdout
    },
  }
}

export function refused(argv: Argv, result: CommandResult): MoltdError {
  const why = result.timedOut
    ? `no answer in ${Math.round(result.durationMs / 1000)} s`
    : result.stderr.trim()
  return new MoltdError(
    'E_SYSTEMD_REFUSED',
    `cannot make systemd do "${argv.join(' ')}": ${why || `exit status ${result.exitCode}`}`,
    'Look at `systemctl --user status` and `journalctl --user`.',
  )
}

function isDeafBus(result: CommandResult): boolean {
  return (
    result.exitCode !== 0 &&
    /connect to (user scope )?bus|set bus address|Transport endpoint/i.test(result.stderr)
  )
}

function noUserBus(socket: string, runtimeFolder: string | undefined, why: string): MoltdError {
  return new MoltdError(
    'E_NO_USER_BUS',
    `cannot reach the systemd user manager: ${why} (looked at ${socket}; XDG_RUNTIME_DIR is ${runtimeFolder ?? 'not set'})`,
    'Run `loginctl enable-linger` and log in again; on WSL 2 put `systemd=true` under `[boot]` in /etc/wsl.conf and run `wsl --shutdown` from Windows.',
  )
}

function defined(environment: Environment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}
