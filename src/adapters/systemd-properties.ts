import { z } from 'zod'
import type { ActiveState, ServiceDefinition, ServiceState } from '../ports/supervisor.ts'

// What `busctl --json=short` says of a unit, and what it means in our words; pure.

/** systemd says "infinity" as the largest number; a day is as good, and fits a timer. */
const longestStopMs = 24 * 60 * 60 * 1000
const killedBySignal = [2, 3]

const variant = z.object({ data: z.unknown() })
const propertiesReply = z.object({ data: z.tuple([z.record(z.string(), variant)]) })

const command = z.tuple([z.string(), z.array(z.string())], z.unknown())

const unitFacts = z.object({
  LoadState: z.string(),
  ActiveState: z.string(),
  SubState: z.string(),
  FragmentPath: z.string(),
  DropInPaths: z.array(z.string()),
  // Absent when the unit does not exist.
  ExecStart: z.array(command).default([]),
  Environment: z.array(z.string()).default([]),
  EnvironmentFiles: z.array(z.tuple([z.string(), z.boolean()])).default([]),
  UnsetEnvironment: z.array(z.string()).default([]),
  WorkingDirectory: z.string().default(''),
  Restart: z.string().default('no'),
  TimeoutStopUSec: z.number().default(0),
  MainPID: z.number().default(0),
  NRestarts: z.number().default(0),
  ExecMainStartTimestampMonotonic: z.number().default(0),
  ExecMainExitTimestampMonotonic: z.number().default(0),
  ExecMainCode: z.number().default(0),
  ExecMainStatus: z.number().default(0),
})

export type UnitFacts = z.infer<typeof unitFacts>

export function parseUnitFacts(reply: string): UnitFacts {
  const [properties] = propertiesReply.parse(JSON.parse(reply)).data
  return unitFacts.parse(
    Object.fromEntries(Object.entries(properties).map(([name, { data }]) => [name, data])),
  )
}

export function parseManagerEnvironment(reply: string): string[] {
  return z.object({ data: z.array(z.string()) }).parse(JSON.parse(reply)).data
}

/** Reply of `ListUnitFilesByPatterns`: paths, of which the names count. */
export function parseUnitFileNames(reply: string): string[] {
  const [files] = z
    .object({ data: z.tuple([z.array(z.tuple([z.string(), z.string()]))]) })
    .parse(JSON.parse(reply)).data
  return files.map(([path]) => path.slice(path.lastIndexOf('/') + 1))
}

/** Reply of `ListUnitsByPatterns`; a unit that others only refer to is "not-found", and is none. */
export function parseLoadedUnitNames(reply: string): string[] {
  const unit = z.tuple([z.string(), z.string(), z.string()], z.unknown())
  const [units] = z.object({ data: z.tuple([z.array(unit)]) }).parse(JSON.parse(reply)).data
  return units.filter(([, , loadState]) => loadState === 'loaded').map(([name]) => name)
}

/** Reply of `GetUnitProcesses`. */
export function parseUnitProcesses(reply: string): number[] {
  const process = z.tuple([z.string(), z.number(), z.string()])
  const [processes] = z.object({ data: z.tuple([z.array(process)]) }).parse(JSON.parse(reply)).data
  return processes.map(([, pid]) => pid)
}

/** The D-Bus path of a unit: every byte that is not a letter or a digit is written as `_xx`. */
export function objectPathOf(unit: string): string {
  const escaped = Array.from(Buffer.from(unit), (byte, index) => {
    const character = String.fromCharCode(byte)
    const isPlain = /[A-Za-z]/.test(character) || (index > 0 && /\d/.test(character))
    return isPlain ? character : `_${byte.toString(16).padStart(2, '0')}`
  })
  return `/org/freedesktop/systemd1/unit/${escaped.join('')}`
}

/** null when there is no such unit, or nothing that it starts. */
export function definitionOf(
  unit: string,
  facts: UnitFacts,
  environment: ServiceDefinition['environment'],
): ServiceDefinition | null {
  const [start] = facts.ExecStart
  if (facts.LoadState !== 'loaded' || start === undefined) return null
  const [program, argv] = start
  return {
    unit,
    argv: [program, ...argv.slice(1)],
    environment,
    workingDirectory: facts.WorkingDirectory.replace(/^!/, '') || null,
    fragmentPath: facts.FragmentPath || null,
    dropInPaths: facts.DropInPaths,
    restart: facts.Restart,
    stopTimeoutMs: Math.min(Math.ceil(facts.TimeoutStopUSec / 1000), longestStopMs),
  }
}

export function stateOf(unit: string, facts: UnitFacts): ServiceState {
  const mainPid = facts.MainPID || null
  return {
    unit,
    active: activeStateOf(facts.ActiveState),
    sub: facts.SubState,
    mainPid,
    mainStartedUs: mainPid === null ? null : facts.ExecMainStartTimestampMonotonic,
    restarts: facts.NRestarts,
    exitStatus: exitStatusOf(facts),
  }
}

/** As a shell would say it: 128 and the number of the signal for one that was killed. */
export function exitStatusOf(facts: UnitFacts): number | null {
  if (facts.MainPID !== 0 || facts.ExecMainExitTimestampMonotonic === 0) return null
  return killedBySignal.includes(facts.ExecMainCode) ? 128 + facts.ExecMainStatus : facts.ExecMainStatus
}

function activeStateOf(text: string): ActiveState {
  switch (text) {
    case 'active':
    case 'activating':
    case 'deactivating':
    case 'reloading':
    case 'inactive':
    case 'failed':
    case 'maintenance':
      return text
    default:
      return 'unknown'
  }
}
