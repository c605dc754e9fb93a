import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { onTestFinished } from 'vitest'
import type { CliContext } from '../../src/cli/context.ts'
import { type App, compose } from '../../src/compose.ts'

type Register = (program: Command, context: CliContext) => void

/** Commands on a real App of their own, in a home that is thrown away; `change` puts something else in the place of its parts. */
export function openCli(registrations: readonly Register[], home = makeHome(), change = (app: App) => app) {
  const apps: App[] = []
  onTestFinished(async () => {
    for (const app of apps) await app.close()
  })
  const openApp = async () => {
    const app = change(await compose({ environment: { HOME: home, PATH: '/usr/bin:/bin' } }))
    apps.push(app)
    return app
  }
  /** Runs one command as a process of its own would; returns what it prints. */
  async function run(...argv: string[]): Promise<string> {
    let printed = ''
    const context: CliContext = {
      open: openApp,
      aside: work => work(),
      endProgress: async () => undefined,
      print: text => {
        printed += text
      },
      setExitCode: () => undefined,
      exitCode: () => 0,
      close: async () => undefined,
    }
    const program = new Command('moltd').exitOverride()
    for (const register of registrations) register(program, context)
    await program.parseAsync(argv, { from: 'user' })
    return printed
  }
  return { run, openApp, home }
}

export function makeHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'moltd-cli-'))
  onTestFinished(() => rmSync(home, { recursive: true, force: true }))
  return home
}
