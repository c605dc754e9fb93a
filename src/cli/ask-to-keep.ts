import type { App } from '../compose.ts'
import type { WaySettings } from '../phases/way.ts'
import type { CliContext } from './context.ts'

/** Asks the person at the terminal what is to become of an inconclusive update; null where nobody sits there. */
export function askToKeep(
  context: CliContext,
  { world }: App,
  options: { json?: true },
): WaySettings['askPerson'] {
  if (options.json === true || !process.stdin.isTTY || !process.stderr.isTTY) return null
  const by = `${world.environment.USER ?? 'somebody'} at the terminal`
  return (question, signal) =>
    context.aside(async () => {
      const { isCancel, select } = await import('@clack/prompts')
      const choice = await select({
        message: `${question.text}\nWhat now?`,
        options: [
          { value: 'keep' as const, label: 'Keep the new version' },
          { value: 'rollback' as const, label: 'Go back to the old one, program and data' },
        ],
        initialValue: question.otherwise,
        output: process.stderr,
        signal,
      })
      // Ctrl-C takes the question off the screen; it is still open, and a second one stops the run
      return isCancel(choice) ? null : { choice, by }
    })
}
