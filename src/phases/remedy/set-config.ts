import { dirname, join } from 'node:path'
import { journaled, type Step } from '../../engine/step.ts'
import { type ConfigChange, type Remedy, remedies } from '../../openclaw/advisories/remedies.ts'
import { runOpenclaw } from '../../openclaw/cli-run.ts'
import type { Gateway } from '../../openclaw/gateway.ts'
import { MoltdError } from '../../ports/errors.ts'
import { redactText } from '../../ports/redaction.ts'
import { smallStepTimeoutMs } from '../small-step.ts'
import type { Undertaking, Walk } from '../way.ts'

const setTimeoutMs = 60_000
/** OpenClaw drains its work for up to its own stop timeout; then systemd kills it. */
const stopMarginMs = 30_000

/** Errors: E_REMEDY_UNKNOWN. */
export function remedyOf(id: string): Remedy {
  const found = remedies.find(remedy => remedy.id === id)
  if (found !== undefined) return found
  throw new MoltdError(
    'E_REMEDY_UNKNOWN',
    `cannot apply ${id}: there is no such remedy`,
    `\`moltd remedy list\` shows them: ${remedies.map(remedy => remedy.id).join(', ')}.`,
  )
}

interface ConfigFacts {
  configPath: string
  /** Copy of the config as it was, byte for byte: it may hold secrets, so it stays out of the journal and of the evidence. */
  keptPath: string
  ids: readonly string[]
}

/** Stops the gateway, sets the keys through OpenClaw's own CLI, starts it. Errors: E_REMEDY_FAILED. */
export function applyRemedy({ world, run }: Walk): Step<Undertaking, ConfigFacts, void> {
  return {
    name: 'apply-remedy',
    summary: 'set the keys of the remedy and restart the gateway',
    timeoutMs: 20 * 60_000,
    facts: journaled<ConfigFacts>(),
    plan: async ({ gateway, remedies: ids }) => ({
      configPath: gateway.configPath,
      keptPath: keptConfig({ world, run }),
      ids: ids ?? [],
    }),
    do: async ({ gateway }, { configPath, keptPath, ids }) => {
      await keep({ world }, configPath, keptPath)
      // The gateway watches its config: set while it runs, a key would restart it behind our back.
      await world.supervisor.stop(gateway.unit, gateway.definition.stopTimeoutMs + stopMarginMs)
      for (const id of ids)
        for (const change of remedyOf(id).changes(gateway)) await setKey({ world }, gateway, change)
      // OpenClaw need not have synced it, and after a power cut an empty config would pass for one.
      if ((await world.files.statTarget(configPath)) !== null) await world.files.syncEntry(configPath)
      await world.supervisor.start(gateway.unit)
    },
    undo: { nothing: 'the rollback takes it back, config and all' },
  }
}

/** In a rollback, once the state is back and before the gateway starts: the config as it was before the remedy, which the copy at the stop no longer has. */
export function putConfigBack({ world, run }: Walk): Step<Undertaking, { keptPath: string }, void> {
  return {
    name: 'put-config-back',
    summary: 'put the config back as it was before the remedy',
    timeoutMs: smallStepTimeoutMs,
    facts: journaled<{ keptPath: string }>(),
    plan: async () => ({ keptPath: keptConfig({ world, run }) }),
    do: async ({ gateway }, { keptPath }) => {
      const text = await world.files.readTextIfThere(keptPath)
      // Cut off before the copy was made, the remedy has changed nothing either.
      if (text !== null) await world.files.writeDurably(gateway.configPath, text, 0o600)
    },
    undo: { nothing: 'a rollback is finished, not undone' },
  }
}

/** Once the run has its end nobody needs the copy any more. */
export async function forgetKeptConfig(walk: Pick<Walk, 'world' | 'run'>): Promise<void> {
  await walk.world.files.remove(dirname(keptConfig(walk)))
}

function keptConfig({ world, run }: Pick<Walk, 'world' | 'run'>): string {
  return join(world.places.dataFolder, 'remedies', run.id, 'openclaw.json')
}

async function keep({ world }: Pick<Walk, 'world'>, configPath: string, keptPath: string): Promise<void> {
  const text = await world.files.readTextIfThere(configPath)
  await world.files.makeFolder(dirname(keptPath), 0o700)
  await world.files.writeDurably(keptPath, text ?? '{}\n', 0o600)
}

async function setKey({ world }: Pick<Walk, 'world'>, gateway: Gateway, change: ConfigChange): Promise<void> {
  const { path, value } = change
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const { exitCode, stdout, stderr } = await runOpenclaw(world, gateway, ['config', 'set', path, text], {
    timeoutMs: setTimeoutMs,
  })
  if (exitCode === 0) return
  throw new MoltdError(
    'E_REMEDY_FAILED',
    `cannot set ${path}: openclaw config set says: ${redactText((stderr || stdout).trim()).slice(0, 300)}`,
    `Try it by hand: \`openclaw config set ${path} '${text}'\`.`,
  )
}
