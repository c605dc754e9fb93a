import { join } from 'node:path'
import type { Gateway } from '../openclaw/gateway.ts'
import type { CheckWeight, Finding } from './check.ts'
import type { HealthCheck, HealthWorld } from './health-check.ts'

/** What a user's check is told, in its environment; see docs/checks.md. */
export interface UserCheckFacts {
  when: 'before' | 'after' | 'after-rollback'
  runId: string
  from: string
  to: string
}

const passed = 0
const failed = 1
const tryAgain = 75

/** The user's own checks: every executable in `required.d` and `wanted.d`, in order of name. */
export async function findUserChecks(
  world: HealthWorld,
  folder: string,
  timeoutMs: number,
  facts: UserCheckFacts,
): Promise<HealthCheck[]> {
  const kinds: readonly [string, CheckWeight][] = [
    ['required.d', 'required'],
    ['wanted.d', 'advisory'],
  ]
  const found = await Promise.all(
    kinds.map(async ([subfolder, weight]) => {
      const names = await world.files.list(join(folder, subfolder))
      const checks: HealthCheck[] = []
      for (const name of names) {
        const path = join(folder, subfolder, name)
        const stat = await world.files.statTarget(path)
        if (stat?.kind !== 'file' || (stat.mode & 0o111) === 0) continue
        checks.push(userCheck(`${subfolder}/${name}`, path, weight, timeoutMs, facts))
      }
      return checks
    }),
  )
  return found.flat()
}

function userCheck(
  name: string,
  path: string,
  weight: CheckWeight,
  timeoutMs: number,
  facts: UserCheckFacts,
): HealthCheck {
  return {
    name,
    title: `your check ${name}`,
    weight,
    absolute: false,
    look: async (world, { gateway }, signal): Promise<Finding> => {
      const environment = { ...known(world.environment), ...describe(gateway, facts) }
      const result = await world.commands.run({
        argv: [path],
        cwd: gateway.stateFolder,
        env: environment,
        timeoutMs,
        signal,
      })
      const evidence = lastLines(`${result.stdout}\n${result.stderr}`)
      if (result.startError !== null) {
        return {
          answer: 'unknown',
          reason: `your check ${name} does not start: ${result.startError}`,
          hint: `Does ${path} begin with #! and a program that exists?`,
        }
      }
      if (result.timedOut)
        return {
          answer: 'unknown',
          reason: `your check ${name} took longer than ${timeoutMs / 1000} s`,
          evidence,
        }
      switch (result.exitCode) {
        case passed:
          return { answer: 'pass', reason: `your check ${name} passes`, evidence }
        case tryAgain:
          return { answer: 'unknown', reason: `your check ${name} cannot say yet (exit 75)`, evidence }
        case failed:
          return {
            answer: 'fail',
            reason: `your check ${name} fails${evidence ? `: ${evidence}` : ''}`,
            evidence,
          }
        default:
          return {
            answer: 'fail',
            reason: `your check ${name} ended with ${result.exitCode ?? result.signal}`,
            evidence,
          }
      }
    },
  }
}

function describe(gateway: Gateway, facts: UserCheckFacts): Record<string, string> {
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
  const lines = text.trim().split('\n').slice(-3).join(' / ').slice(0, 300)
  return lines === '' ? null : lines
}
