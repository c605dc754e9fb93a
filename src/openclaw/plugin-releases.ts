import { z } from 'zod'
import { MoltdError } from '../ports/errors.ts'
import type { World } from '../ports/world.ts'
import type { Gateway } from './gateway.ts'
import { callGateway } from './gateway-call.ts'

const callTimeoutMs = 20_000

const listed = z.object({
  plugins: z.array(
    z.object({
      packageName: z.string().optional(),
      enabled: z.boolean().optional(),
      origin: z.string().optional(),
      version: z.string().optional(),
    }),
  ),
})

/**
 * Packages of OpenClaw's own plugins that come out with it, each version beside its own, and that the registry does not have in this
 * version: `@openclaw/discord`. Empty when nobody can say. Costs a call of more than a second.
 */
export async function findUnpublishedPlugins(
  world: Pick<World, 'commands' | 'environment' | 'registry'>,
  gateway: Gateway,
  version: string,
  signal: AbortSignal,
): Promise<string[]> {
  const answer = await callGateway(world, gateway, 'plugins.list', { timeoutMs: callTimeoutMs, signal })
  const plugins = (answer.kind === 'ok' && listed.safeParse(answer.value).data?.plugins) || []
  const names = plugins
    .filter(plugin => plugin.enabled === true && plugin.origin !== 'bundled')
    .filter(plugin => plugin.version === gateway.installation.version)
    .flatMap(({ packageName = '' }) => (packageName.startsWith('@openclaw/') ? [packageName] : []))
  const isThere = await Promise.all(names.map(name => isPublished(world, name, version)))
  return names.filter((_, index) => isThere[index] === false)
}

/** null: the registry does not say, or has no such package at all. */
async function isPublished(
  { registry }: Pick<World, 'registry'>,
  name: string,
  version: string,
): Promise<boolean | null> {
  try {
    return (await registry.manifest(name, version)) !== null
  } catch (error) {
    if (error instanceof MoltdError) return null
    throw error
  }
}
