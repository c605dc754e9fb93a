import { z } from 'zod'
import { gatewayHealth } from '../../openclaw/gateway-health.ts'
import type { Finding } from '../check.ts'
import type { HealthCheck } from '../health-check.ts'
import { askFor, nameSome, recall } from '../recall.ts'

const name = 'plugins'

const listed = z.object({
  plugins: z.array(
    z.object({
      id: z.string(),
      installed: z.boolean().optional(),
      enabled: z.boolean().optional(),
      origin: z.string().optional(),
      version: z.string().optional(),
    }),
  ),
})

const factsBefore = z.object({
  own: z.record(z.string(), z.string()),
  loaded: z.array(z.string()),
  failed: z.array(z.string()),
})

/** Those that the user installed are still enabled, and none that loaded before fails now. What OpenClaw bundles it may drop. */
export const plugins: HealthCheck = {
  name,
  title: 'no plugin is missing or broken',
  weight: 'required',
  absolute: false,
  look: async (_world, question): Promise<Finding> => {
    const [list, health] = await Promise.all([
      askFor(question, 'plugins.list', listed),
      askFor(question, 'health', gatewayHealth),
    ])
    if ('finding' in list) return list.finding
    if ('finding' in health) return health.finding
    const enabled = list.value.plugins.filter(plugin => plugin.enabled === true && plugin.installed !== false)
    const own = Object.fromEntries(
      enabled
        .filter(({ origin }) => origin !== 'bundled')
        .map(({ id, version }) => [id, version ?? 'unknown'] as const),
    )
    const loaded = health.value.plugins?.loaded ?? []
    const failed = [
      ...(health.value.plugins?.errors ?? []),
      ...(health.value.plugins?.unavailable ?? []),
    ].map(idOf)
    const facts = { own, loaded, failed }
    const before = recall(question, name, factsBefore)
    if (before === null)
      return { answer: 'pass', reason: `${enabled.length} plugins enabled, ${loaded.length} loaded`, facts }
    const missing = Object.keys(before.own).filter(id => !(id in own))
    const broken = failed.filter(id => !before.failed.includes(id))
    const changed = Object.entries(before.own).flatMap(([id, version]) =>
      own[id] === undefined || own[id] === version ? [] : [`${id} ${version} → ${own[id]}`],
    )
    const evidence = changed.length === 0 ? null : nameSome(changed)
    const reasons = [
      ...(missing.length === 0 ? [] : [`gone or no longer enabled: ${nameSome(missing)}`]),
      ...(broken.length === 0 ? [] : [`fails to load since the update: ${nameSome(broken)}`]),
    ]
    if (reasons.length === 0)
      return {
        answer: 'pass',
        reason: `${Object.keys(own).length} installed plugins are as they were`,
        evidence,
        facts,
      }
    return {
      answer: 'fail',
      code: missing.length > 0 ? 'plugins-missing' : 'plugin-load-failed',
      reason: reasons.join('; '),
      evidence,
      hint: 'openclaw plugins list; openclaw plugins update <id>',
      facts,
    }
  },
}

const withId = z.union([
  z.string(),
  z.object({ pluginId: z.string() }).transform(({ pluginId }) => pluginId),
  z.object({ id: z.string() }).transform(({ id }) => id),
])

function idOf(entry: unknown): string {
  return withId.safeParse(entry).data ?? 'a plugin without a name'
}
