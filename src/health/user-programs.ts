import { join } from 'node:path'
import type { Gateway } from '../openclaw/gateway.ts'
import type { CommandResult } from '../ports/commands.ts'
import { redactText } from '../ports/redaction.ts'
import type { World } from '../ports/world.ts'

/** What a program of the user's is told, in its environment; see docs/checks.md. */
export interface UserFacts {
  when: 'before' | 'after' | 'after-rollback' | 'updated' | 'rolled-back'
  runId: string
  from: string
  to: string
}

export interface UserProgram {
  /** `required.d/cron-still-there` */
  name: string
  path: string
}

/** Every executable in one of the user's folders, in order of name. */
export async function listUserPrograms(
  { files }: Pick<World, 'files'>,
  folder: string,
  subfolder: string,
): Promise<UserProgram[]> {
  const programs: UserProgram[] = []
  for (const name of await files.list(join(folder, subfolder))) {
    const path = join(folder, subfolder, name)
    const stat = await files.statTarget(path)
    if (stat?.kind === 'file' && (stat.mode & 0o111) !== 0)
      programs.push({ name: `${subfolder}/${name}`, path })
  }
  return programs
}

/** Runs one to its end, in the state folder of the gateway that it is about. */
export async function runUserProgram(
  { commands, environment }: Pick<World, 'commands' | 'environment'>,
  { path }: UserProgram,
  gateway: Gateway,
  options: {
    facts: UserFacts
    more?: Readonly<Record<string, string>>
    timeoutMs: number
    signal: AbortSignal
  },
): Promise<{ result: CommandResult; said: string | null }> {
  const env = { ...known(environment), ...describe(gateway, options.facts), ...options.more }
  const { timeoutMs, signal } = options
  const result = await commands.run({ argv: [path], cwd: gateway.stateFolder, env, timeoutMs, signal })
  return { result, said: lastLines(`${result.stdout}\n${result.stderr}`) }
}

function describe(gateway: Gateway, facts: UserFacts): Record<string, string> {
  return {
    MOLTD_WHEN: facts.when,
    MOLTD_RUN: facts.runId,
    MOLTD_FROM: facts.from,
    MOLTD_TO: facts.to,
    MOLTD_UNIT: gateway.unit,
    MOLTD_PORT: String(gateway.port),
    MOLTD_PACKAGE_ROOT: gateway.installation.root,
    MOLTD_STATE_FOLDER: gateway.stateFolder,
    MOLTD_NODE: gateway.node.path,
  }
}

function known(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const result: Record<string, string> = {}
  for (const [name, value] of Object.entries(environment)) if (value !== undefined) result[name] = value
  return result
}

function lastLines(text: string): string | null {
  const lines = redactText(text.trim().split('\n').slice(-3).join(' / ')).slice(0, 300)
  return lines === '' ? null : lines
}
