import { plainLine } from '../notify/plain-text.ts'
import type { CliContext } from './context.ts'

/** What is said, and asked, on the way down the ladder of sources; where nobody sits, only `--yes` is a yes. */
export function talkOnTheWay(context: CliContext, options: { yes?: true; json?: true }) {
  const say = (text: string) =>
    context.aside(async () => void process.stderr.write(`moltd: ${plainLine(text)}\n`))

  return {
    say,
    ask: async ({ version, why }: { version: string; why: string }): Promise<boolean> => {
      const left = `Vault, registry and mirror may bring back the program ${version} alone; the data stay as they are, and it may refuse them.`
      await say(`No recovery point can be used: ${why}`)
      if (options.yes === true) return true
      if (options.json !== true && process.stdin.isTTY && process.stderr.isTTY)
        return context.aside(async () => {
          const { confirm } = await import('@clack/prompts')
          const message = `${left} Go on with them?`
          return (await confirm({ message, initialValue: false, output: process.stderr })) === true
        })
      await say(`${left} \`moltd rollback --yes\` goes on with them.`)
      return false
    },
  }
}
