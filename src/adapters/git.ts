import { simpleGit } from 'simple-git'
import { reasonOf } from '../ports/errors.ts'
import type { Git, GitAnswer, GitOrder } from '../ports/git.ts'
import { redactText } from '../ports/redaction.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** git has this long to end after it was told to. */
const graceMs = 5_000

/** What a user may have set to reach their hosts; every other GIT_… would lead git elsewhere. */
const ofTheUser = /^GIT_(SSL_|PROXY_SSL_|HTTP_|CONFIG_(GLOBAL|SYSTEM|NOSYSTEM)$)/

/** They lead git to programs, or to another installation of it; simple-git refuses to work with them. */
const neverGiven = /^(EDITOR|VISUAL|PAGER|PREFIX|SSH_ASKPASS)$/i

/** git by simple-git, which keeps guarded variables and options from it that we do not name. */
export function createGit(environment: Environment): Git {
  const plain = environmentOf(environment)
  let ssh: Promise<string> | null = null

  return {
    async run(order) {
      ssh ??= sshCommand(plain)
      return runGit(order, { ...plain, GIT_SSH_COMMAND: await ssh })
    },
  }
}

function environmentOf(environment: Environment): Record<string, string> {
  const kept = Object.entries(environment).flatMap(([name, value]): [string, string][] =>
    value === undefined || (/^GIT_/.test(name) && !ofTheUser.test(name)) || neverGiven.test(name)
      ? []
      : [[name, value]],
  )
  return {
    ...Object.fromEntries(kept),
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    // Answers nothing, so that no window of a desktop opens either.
    GIT_ASKPASS: 'false',
    SSH_ASKPASS_REQUIRE: 'never',
    GCM_INTERACTIVE: 'never',
  }
}

/** The user's own ssh, if they set one, made unable to ask. */
async function sshCommand(environment: Record<string, string>): Promise<string> {
  const { stdout } = await runGit(
    { repository: '/', words: ['config', '--get', 'core.sshCommand'], timeoutMs: 10_000 },
    environment,
  )
  const own = stdout.trim().split('\n')[0]
  return `${own || 'ssh'} -o BatchMode=yes -o ConnectTimeout=30`
}

async function runGit(order: GitOrder, environment: Record<string, string>): Promise<GitAnswer> {
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(), order.timeoutMs)
  const signals = [late.signal, ...(order.signal === undefined ? [] : [order.signal])]
  const stop = AbortSignal.any(signals)
  const seen = { exitCode: null as number | null, stdout: '', stderr: '' }
  const give = (cut: GitAnswer['cut']): GitAnswer => ({
    ...seen,
    exitCode: cut === null ? seen.exitCode : null,
    stderr: withoutCredentials(seen.stderr),
    cut,
  })
  try {
    const git = simpleGit({
      baseDir: order.repository,
      abort: stop,
      maxConcurrentProcesses: 1,
      allowEnvironment: Object.keys(environment).filter(name => name.startsWith('GIT_')),
      unsafe: { allowUnsafeAskPass: true, allowUnsafeSshCommand: true, allowUnsafeConfigPaths: true },
      ...(order.idleMs === undefined ? {} : { timeout: { block: order.idleMs } }),
      ...(order.input === undefined ? {} : { input: () => order.input }),
      ...(order.onProgress === undefined
        ? {}
        : {
            progress: ({ stage, progress }: { stage: string; progress: number }) =>
              order.onProgress?.(stage, progress),
          }),
      errors: (error, { exitCode, stdOut, stdErr }) => {
        seen.exitCode = exitCode
        seen.stdout = Buffer.concat(stdOut).toString('utf8')
        seen.stderr = Buffer.concat(stdErr).toString('utf8')
        // A non-zero exit is an answer; what simple-git itself has to say (aborted, timed out) is not.
        return error instanceof Error && !('exitCode' in error) ? error : undefined
      },
    }).env(environment)
    const given = await Promise.race([git.raw([...order.words]), givenUp(stop)])
    if (seen.exitCode === null) {
      seen.exitCode = 0
      seen.stdout = given
    }
    return give(stop.aborted ? (late.signal.aborted ? 'timeout' : 'aborted') : null)
  } catch (thrown) {
    if (late.signal.aborted) return give('timeout')
    if (stop.aborted) return give('aborted')
    const reason = reasonOf(thrown)
    if (/block timeout/.test(reason)) return give('idle')
    seen.stderr ||= reason
    return give(/ENOENT/.test(reason) ? 'no-git' : null)
  } finally {
    clearTimeout(timer)
  }
}

/** Rejects when git is still there some time after it was told to end. */
function givenUp(stop: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const giveUp = () => setTimeout(() => reject(new Error('it ignores its end')), graceMs).unref()
    if (stop.aborted) giveUp()
    else stop.addEventListener('abort', giveUp, { once: true })
  })
}

/** git quotes the addresses that it uses, user and token included. */
function withoutCredentials(text: string): string {
  return redactText(text.replaceAll(/(\w:\/\/)[^\s/@'"]+@/g, '$1'))
}
