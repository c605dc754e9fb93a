import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { type ErrorCode, MoltdError, reasonOf } from '../ports/errors.ts'
import type { DaemonSettings, DeskPlan, OwnCommands } from '../ports/own-commands.ts'

export type Environment = Readonly<Record<string, string | undefined>>

interface Options {
  /** How moltd itself is started: Node and its entry file. */
  moltd: readonly [string, ...string[]]
  configPath: string | undefined
  environment: Environment
  /** Where the last config that was sound is kept. */
  soundConfig: string
}

export interface Answer {
  exitCode: number | null
  stdout: string
  stderr: string
}

const readTimeoutMs = 20_000
const launchTimeoutMs = 30_000
const askTimeoutMs = 60_000
const deliverTimeoutMs = 90_000
/** With this a command ends when the config is not sound. */
const configFailed = 2

/** What its unit and systemd gave to the daemon for itself, and nobody else is to use. */
const notForJobs =
  /^(NOTIFY_SOCKET|WATCHDOG_|LISTEN_|INVOCATION_ID|JOURNAL_STREAM|MANAGERPID|SYSTEMD_EXEC_PID|MEMORY_PRESSURE_|CREDENTIALS_DIRECTORY|MALLOC_ARENA_MAX)/

export function environmentOfJobs(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !notForJobs.test(name)))
}

export function createOwnCommands({ moltd, configPath, environment, soundConfig }: Options): OwnCommands {
  const config = configPath === undefined ? [] : ['--config', configPath]
  const jobEnvironment = environmentOfJobs(environment)
  const ask = (words: readonly string[], timeoutMs: number) =>
    execute([...moltd, ...config, ...words], jobEnvironment, timeoutMs)
  /** What must be said is said also while the config is broken: where the last sound one says. */
  const insist = async (words: readonly string[], timeoutMs: number) => {
    const answer = await ask(words, timeoutMs)
    if (answer.exitCode !== configFailed || !existsSync(soundConfig)) return answer
    return execute([...moltd, '--config', soundConfig, ...words], jobEnvironment, timeoutMs)
  }

  return {
    async readSettings() {
      const answer = await ask(['config', 'print', '--json', '--reveal'], readTimeoutMs)
      if (answer.exitCode !== 0) throw toldError(answer)
      const settings = toSettings(JSON.parse(answer.stdout))
      keep(soundConfig, answer.stdout)
      return settings
    },

    async launch({ job, kind }) {
      const words = kind.name === 'run' ? ['run', '--yes', '--trigger', kind.trigger] : ['recover']
      const argv = launchArgv(job, jobEnvironment, [...moltd, ...config, ...words])
      const answer = await execute(argv, jobEnvironment, launchTimeoutMs)
      if (answer.exitCode === 0) return
      throw new MoltdError(
        'E_JOB_NOT_STARTED',
        `cannot start ${job}: ${answer.stderr.trim() || 'no answer from systemd-run'}`,
        'Nothing of it ran. Put right what the message says; moltd tries again by itself.',
      )
    },

    async lastWords(job) {
      const unit = `--user-unit=${job}`
      const argv = ['journalctl', unit, '--lines=3', '--output=cat', '--no-pager', '--quiet'] as const
      const { stdout } = await execute(argv, jobEnvironment, launchTimeoutMs)
      return stdout.trim().split('\n').join('; ').slice(0, 300)
    },

    askRegistry: async () => reasonUnlessDone(await ask(['registry'], askTimeoutMs)),
    deliver: async () => reasonUnlessDone(await insist(['deliver'], deliverTimeoutMs)),

    async reportUnbegun({ slotMs, trigger, reason }) {
      const words = [
        'unbegun',
        '--slot',
        new Date(slotMs).toISOString(),
        '--trigger',
        trigger,
        `--reason=${reason}`,
      ]
      return reasonUnlessDone(await insist(words, deliverTimeoutMs))
    },
  }
}

function keep(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  writeFileSync(`${path}.new`, text, { mode: 0o600 })
  renameSync(`${path}.new`, path)
}

/** A unit that is forgotten when it ends; what it says goes to the journal. */
export function launchArgv(
  job: string,
  environment: Environment,
  words: readonly string[],
): readonly [string, ...string[]] {
  return [
    'systemd-run',
    '--user',
    '--quiet',
    '--collect',
    `--unit=${job}`,
    `--description=moltd: ${job}`,
    // Started means that the program runs, so that a failure to start is told at once.
    '--property=Type=exec',
    // Asked to stop (a shutdown), a run comes to a safe point first; what it has started itself is not its own to kill.
    '--property=KillMode=mixed',
    '--property=TimeoutStopSec=60',
    ...Object.keys(environment)
      .filter(name => /^[A-Za-z_]\w*$/.test(name))
      .map(name => `--setenv=${name}`),
    '--',
    // systemd puts variables into arguments; a doubled dollar sign is a plain one.
    ...words.map(word => word.replaceAll('$', '$$$$')),
  ]
}

export function execute(
  [program, ...words]: readonly [string, ...string[]],
  environment: Environment,
  timeoutMs: number,
): Promise<Answer> {
  return new Promise(resolve => {
    const options = {
      env: { ...environment },
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
      maxBuffer: 1 << 24,
    } as const
    execFile(program, words, options, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : typeof error.code === 'number' ? error.code : null
      const said =
        error !== null && exitCode === null ? `${stderr}\n${reasonOf(error).split('\n')[0]}` : stderr
      resolve({ exitCode, stdout, stderr: said })
    })
  })
}

function reasonUnlessDone({ exitCode, stderr }: Answer): string | null {
  if (exitCode === 0) return null
  const [first] = stderr.trim().split('\n')
  return first?.replace(/^moltd: /, '') || 'it ended without a word'
}

/** The error as the command told it, so that a person reads the same sentence everywhere. */
function toldError({ stdout, stderr }: Answer): MoltdError {
  try {
    const { error } = JSON.parse(stdout) as { error: { code: ErrorCode; message: string; hint: string } }
    return new MoltdError(error.code, error.message, error.hint)
  } catch {
    // It ended before it could say: what it left on stderr is all there is.
    return new MoltdError(
      'E_OWN_COMMAND',
      `cannot read the config: ${stderr.trim().slice(0, 300) || 'moltd config print ended without a word'}`,
      'Run `moltd config check` by hand.',
    )
  }
}

/** As our own `config print` writes it: checked there, by the schema. */
function toSettings(printed: unknown): DaemonSettings {
  const { schedule, notify } = printed as {
    schedule: DaemonSettings['schedule'] & { timezone?: string }
    notify: { locale: DeskPlan['locale']; discord: { bot: Partial<DeskPlan> & Pick<DeskPlan, 'allow'> } }
  }
  return {
    schedule: { ...schedule, timezone: schedule.timezone ?? null },
    desk: toDesk(notify.discord.bot, notify.locale),
  }
}

function toDesk(
  {
    tokenFile = null,
    tokenEnv = null,
    guildId,
    channelId,
    allow,
  }: Partial<DeskPlan> & Pick<DeskPlan, 'allow'>,
  locale: DeskPlan['locale'],
): DeskPlan | null {
  const isWhole = (tokenFile ?? tokenEnv) !== null && guildId !== undefined && channelId !== undefined
  return isWhole ? { tokenFile, tokenEnv, guildId, channelId, allow, locale } : null
}
