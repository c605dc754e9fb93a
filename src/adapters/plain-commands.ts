import { execFile } from 'node:child_process'
import type { CommandResult, Commands } from '../ports/commands.ts'
import { reasonOf } from '../ports/errors.ts'

const outputLimitBytes = 16 * 1024 * 1024
/** Nothing of theirs is lost by it, and nothing can hold it up. */
const killSignal: NodeJS.Signals = 'SIGKILL'

/**
 * For programs that start no others and end when they are told to (`systemctl`, `busctl`, `journalctl`): Node's own way, which is there at once.
 * A glance at the state of a unit takes several of them.
 */
export const plainCommands: Commands = {
  run: ({ argv: [file, ...rest], cwd, env, timeoutMs, signal, input = '' }) =>
    new Promise((resolve, reject) => {
      const startedAt = performance.now()
      const answer = (found: Partial<CommandResult>) =>
        resolve({
          exitCode: null,
          signal: null,
          stdout: '',
          stderr: '',
          timedOut: false,
          startError: null,
          durationMs: performance.now() - startedAt,
          ...found,
        })
      try {
        signal?.throwIfAborted()
        const options = { cwd, env, timeout: timeoutMs, killSignal, maxBuffer: outputLimitBytes, signal }
        const child = execFile(file, rest, options, (error, stdout, stderr) => {
          if (signal?.aborted) return reject(signal.reason)
          if (error === null) return answer({ exitCode: 0, stdout, stderr })
          // A word is why it did not start, or had to end; a number is its own exit code.
          const { code, signal: killedBy = null } = error
          if (child.pid === undefined) return answer({ startError: String(code ?? reasonOf(error)) })
          const exitCode = typeof code === 'number' ? code : null
          answer({ exitCode, signal: killedBy, stdout, stderr, timedOut: error.killed === true })
        })
        child.stdin?.on('error', () => undefined).end(input) // it may end without reading
      } catch (thrown) {
        if (signal?.aborted) reject(signal.reason)
        else answer({ startError: reasonOf(thrown) })
      }
    }),
}
