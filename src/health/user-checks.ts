import type { CommandResult } from '../ports/commands.ts'
import type { CheckWeight, Finding } from './check.ts'
import type { HealthCheck, HealthWorld } from './health-check.ts'
import { listUserPrograms, runUserProgram, type UserFacts, type UserProgram } from './user-programs.ts'

const passed = 0
const failed = 1
const tryAgain = 75

/** The user's own checks: every executable in `required.d` and `wanted.d`, in order of name. */
export async function findUserChecks(
  world: HealthWorld,
  folder: string,
  timeoutMs: number,
  facts: UserFacts,
): Promise<HealthCheck[]> {
  const kinds: readonly [string, CheckWeight][] = [
    ['required.d', 'required'],
    ['wanted.d', 'advisory'],
  ]
  const found = await Promise.all(
    kinds.map(async ([subfolder, weight]) => {
      const programs = await listUserPrograms(world, folder, subfolder)
      return programs.map(program => userCheck(program, weight, timeoutMs, facts))
    }),
  )
  return found.flat()
}

function userCheck(
  program: UserProgram,
  weight: CheckWeight,
  timeoutMs: number,
  facts: UserFacts,
): HealthCheck {
  const { name } = program
  return {
    name,
    title: `your check ${name}`,
    weight,
    absolute: false,
    look: async (world, { gateway }, signal): Promise<Finding> => {
      const { result, said } = await runUserProgram(world, program, gateway, { facts, timeoutMs, signal })
      return explain(program, result, said, timeoutMs)
    },
  }
}

function explain(
  { name, path }: UserProgram,
  result: CommandResult,
  evidence: string | null,
  timeoutMs: number,
): Finding {
  if (result.startError !== null)
    return {
      answer: 'unknown',
      reason: `your check ${name} does not start: ${result.startError}`,
      hint: `Does ${path} begin with #! and a program that exists?`,
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
}
