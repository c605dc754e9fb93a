import type { Command } from 'commander'
import type { App } from '../compose.ts'
import type { TerminalNarrator } from './terminal/progress.ts'

export interface OpenOptions {
  narrate?: boolean
  /** Whatever the config says, every key has its default. */
  withoutConfig?: true
  /** Even if it is open: the config has changed. */
  anew?: true
}

/** What a command needs of the process around it. */
export interface CliContext {
  /** Wired on first use: `--help` and bad usage pay for nothing. */
  open(command: Command, options?: OpenOptions): Promise<App>
  /** Does something with the terminal to itself: live progress steps aside meanwhile. */
  aside<T>(work: () => Promise<T>): Promise<T>
  /** Ends live progress, so that results come below it. */
  endProgress(): Promise<void>
  /** Results: stdout. */
  print(text: string): void
  setExitCode(code: number): void
  exitCode(): number
  close(): Promise<void>
}

export function createCliContext(): CliContext {
  let app: App | null = null
  let terminal: TerminalNarrator | null = null
  let code = 0
  return {
    open: async (command, options) => {
      const { compose } = await import('../compose.ts')
      const { config } = command.optsWithGlobals<{ config?: string }>()
      if (options?.narrate) terminal = await openTerminal()
      if (options?.anew) {
        await app?.close()
        app = null
      }
      app ??= await compose({
        configPath: config,
        ...(terminal && { narrator: terminal }),
        ...(options?.withoutConfig && { withoutConfig: true }),
      })
      return app
    },
    aside: work => (terminal === null ? work() : terminal.aside(work)),
    endProgress: async () => terminal?.close(),
    print: text => {
      process.stdout.write(text.endsWith('\n') ? text : `${text}\n`)
    },
    setExitCode: next => {
      code = next
    },
    exitCode: () => code,
    close: async () => {
      await terminal?.close()
      await app?.close()
    },
  }
}

/** Progress on stderr: live on a terminal, plain lines in a pipe. */
export async function openTerminal(): Promise<TerminalNarrator> {
  const [{ createNarrator }, { systemClock }] = await Promise.all([
    import('./terminal/progress.ts'),
    import('../compose.ts'),
  ])
  const { stderr, env } = process
  return createNarrator({
    stream: stderr,
    isTerminal: stderr.isTTY === true,
    colour: stderr.isTTY === true && !env.NO_COLOR,
    clock: systemClock,
  })
}

/** Whether a person watches stdout, how wide it is, and whether colours are welcome. */
export function terminalLook(): { colour: boolean; width: number } {
  const { isTTY, columns } = process.stdout
  return { colour: isTTY === true && !process.env.NO_COLOR, width: isTTY ? Math.min(columns, 100) : 80 }
}
