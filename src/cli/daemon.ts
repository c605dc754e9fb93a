import type { Command } from 'commander'
import type { CliContext } from './context.ts'
import { printError } from './print-error.ts'

export function registerDaemon(program: Command, context: CliContext): void {
  program
    .command('daemon')
    .description('run by the schedule, for ever; systemd starts this (see docs/daemon.md)')
    .action(async (_: unknown, command: Command) => {
      const { config } = command.optsWithGlobals<{ config?: string }>()
      context.setExitCode(await startDaemon(config))
    })
}

/** `daemon` or `daemon --config FILE`, as its unit says it: worth a way past everything that the other commands load. null: it is something else. */
export function daemonConfig(argv: readonly string[]): { config: string | undefined } | null {
  const [command, option, config, ...more] = argv
  if (command !== 'daemon' || more.length > 0) return null
  if (option === undefined) return { config: undefined }
  return option === '--config' && config !== undefined ? { config } : null
}

/** Runs until a signal says to stop; returns the exit code, 2 when the config is not sound. */
export async function startDaemon(configPath: string | undefined): Promise<number> {
  const stop = new AbortController()
  const asked = () => stop.abort(new Error('asked to stop'))
  process.once('SIGTERM', asked).once('SIGINT', asked)
  let reload: () => void = () => undefined
  process.on('SIGHUP', () => reload())
  try {
    const [{ composeDaemon }, { runDaemon }] = await Promise.all([
      import('../compose-daemon.ts'),
      import('../daemon/run-daemon.ts'),
    ])
    const moltd = [process.execPath, process.argv[1] ?? ''] as const
    const { world, close } = composeDaemon({ moltd, configPath, environment: process.env })
    try {
      await runDaemon(world, {
        stop: stop.signal,
        onReload: callback => {
          reload = callback
        },
      })
    } finally {
      close()
    }
    return 0
  } catch (error) {
    return printError(error, false)
  }
}
