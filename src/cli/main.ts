import { Command, CommanderError } from 'commander'
import { registerCommands } from './command-files.ts'
import { createCliContext } from './context.ts'
import { printError, printUsageError } from './print-error.ts'

/** argv → exit code; see docs/report.md for what each means. */
export async function main(argv: readonly string[], version: string): Promise<number> {
  const context = createCliContext()
  const program = createProgram(version)
  const words = isBareDryRun(argv) ? ['run', ...argv] : [...argv]
  try {
    await registerCommands(program, context, words.find(isCommandWord))
    await program.parseAsync(words, { from: 'user' })
    return context.exitCode()
  } catch (error) {
    const json = argv.includes('--json')
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : printUsageError(error, json)
    return printError(error, json)
  } finally {
    await context.close()
  }
}

function createProgram(version: string): Command {
  const program = new Command('moltd')
    .description(
      'Keeps an OpenClaw gateway up to date, and takes it back, program and data, when an update breaks it.',
    )
    .version(version, '-V, --version')
    .option('--config <path>', 'use this config file (also: MOLTD_CONFIG)')
    .exitOverride()
    .showHelpAfterError()
    .configureHelp({ showGlobalOptions: true })
  program.addHelpText('after', '\n`moltd --dry-run` is short for `moltd run --dry-run`.')
  return program
}

/** `moltd --dry-run …` without a command. */
function isBareDryRun(argv: readonly string[]): boolean {
  return !argv.some(isCommandWord) && argv.includes('--dry-run')
}

function isCommandWord(word: string, index: number, argv: readonly string[]): boolean {
  return !word.startsWith('-') && argv[index - 1] !== '--config'
}
