import { dirname, join } from 'node:path'
import type { CommandResult } from '../ports/commands.ts'
import type { World } from '../ports/world.ts'
import { openclawEnvironment, supervisorMarkers } from './cli-environment.ts'
import type { Gateway } from './gateway.ts'

export interface RunOpenclawOptions {
  timeoutMs: number
  signal?: AbortSignal | undefined
}

/** Runs an OpenClaw command against this gateway, with the gateway's own Node, package and environment. */
export function runOpenclaw(
  world: Pick<World, 'commands' | 'environment'>,
  gateway: Gateway,
  args: readonly string[],
  options: RunOpenclawOptions,
): Promise<CommandResult> {
  return world.commands.run({
    argv: openclawArgv(gateway, args),
    cwd: dirname(gateway.stateFolder),
    env: openclawEnvironment(gateway, world.environment),
    timeoutMs: options.timeoutMs,
    signal: options.signal,
  })
}

/** `<node> <root>/openclaw.mjs …`: the launcher that package.json names, present in every version. */
export function openclawArgv(gateway: Gateway, args: readonly string[]): [string, ...string[]] {
  return [gateway.node.path, join(gateway.installation.root, 'openclaw.mjs'), ...args]
}

/** The same for a transient unit, where systemd itself sets variables that make `openclaw update` hand off; they are unset again. */
export function openclawJobArgv(gateway: Gateway, args: readonly string[]): [string, ...string[]] {
  const unset = supervisorMarkers.flatMap(name => ['-u', name])
  return ['/usr/bin/env', ...unset, ...openclawArgv(gateway, args)]
}
