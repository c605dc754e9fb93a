import type { DeskCommands, OwnAnswer } from '../ports/own-commands.ts'
import { type Answer, type Environment, environmentOfJobs, execute, launchArgv } from './own-commands.ts'

interface Options {
  /** How moltd itself is started: Node and its entry file. */
  moltd: readonly [string, ...string[]]
  configPath: string | undefined
  environment: Environment
}

/** One for all that is ordered here: systemd starts no second one beside it, also after the daemon was started anew. */
const unit = 'moltd-desk'

const askTimeoutMs = 180_000
/** What fails at once is told to the person who ordered it. */
const watchedMs = 4_000
/** With these a command ends that brought nothing about and has no report. */
const failed = [1, 2]

export function createDeskCommands({ moltd, configPath, environment }: Options): DeskCommands {
  const own = [...moltd, ...(configPath === undefined ? [] : ['--config', configPath])] as const
  const jobEnvironment = environmentOfJobs(environment)
  return {
    ask: async words => toAnswer(await execute([...own, ...words], jobEnvironment, askTimeoutMs)),

    begin: async words => {
      const [program, ...options] = launchArgv(unit, jobEnvironment, [...own, ...words])
      const { exitCode, stderr } = await execute([program, '--wait', ...options], jobEnvironment, watchedMs)
      if (exitCode === null || !failed.includes(exitCode)) return null
      if (stderr.trim() !== '')
        return /already loaded/.test(stderr)
          ? 'what was ordered here before is still at work'
          : firstLine(stderr)
      const journal = [
        'journalctl',
        `--user-unit=${unit}`,
        '--lines=20',
        '--since=-30s',
        '--output=cat',
        '--no-pager',
      ] as const
      const { stdout } = await execute([...journal, '--quiet'], jobEnvironment, watchedMs)
      const last = stdout.split('\n').findLast(line => line.startsWith('moltd: '))
      return last === undefined ? `it ended with ${exitCode}` : firstLine(last)
    },
  }
}

function toAnswer({ exitCode, stdout, stderr }: Answer): OwnAnswer {
  const document = parse(stdout)
  const told = errorIn(document)
  if (told !== null) return { exitCode, document: null, error: told }
  if (exitCode === 0 || document !== null) return { exitCode, document, error: null }
  const [, message, code] = /^moltd: (.*) \[(E_\w+)\]$/m.exec(stderr) ?? []
  const said = message ?? (firstLine(stderr) || 'it ended without a word')
  return { exitCode, document: null, error: { code: code ?? 'E_OWN_COMMAND', message: said } }
}

/** The document with which a command of ours ends that failed; a report has an error too, among other things. */
function errorIn(document: unknown): OwnAnswer['error'] {
  const isTold = Object.keys(document ?? {}).join() === 'error'
  return isTold ? (document as { error: NonNullable<OwnAnswer['error']> }).error : null
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null // words for a person, or nothing
  }
}

function firstLine(text: string): string {
  return (text.trim().split('\n')[0] ?? '').replace(/^moltd: /, '').slice(0, 300)
}
