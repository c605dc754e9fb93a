import { withValueAt } from './value-at.ts'

/** One key of OpenClaw's config, set through its own CLI. */
export interface ConfigChange {
  path: string
  value: string | boolean | readonly string[]
}

/** A small change that is known to cure a known problem; each of these is reviewed, and none comes from a user's file. */
export interface Remedy {
  /** kebab-case, stable: `bind-loopback`. */
  id: string
  /** As an order: "bind the gateway to loopback". */
  title: string
  /** Why it helps, and what it costs. */
  reason: string
  changes(gateway: { port: number }): readonly ConfigChange[]
  /** Codes of failing checks that it cures. */
  cures: readonly string[]
}

/** The gateway is restarted by every one of them. */
export const remedies: readonly Remedy[] = [
  {
    id: 'bind-loopback',
    title: 'bind the gateway to loopback',
    reason:
      'the CLI and the agent reach it over 127.0.0.1, which needs no TLS; other machines no longer reach it directly: use `tailscale serve` or an SSH tunnel',
    changes: () => [{ path: 'gateway.bind', value: 'loopback' }],
    cures: ['cli-blocked'],
  },
  {
    id: 'allow-local-origins',
    title: 'allow the Control UI from this machine',
    reason:
      'a gateway that listens beyond loopback starts only with a list of origins; add the addresses from which you open the Control UI to gateway.controlUi.allowedOrigins',
    changes: ({ port }) => [
      {
        path: 'gateway.controlUi.allowedOrigins',
        value: [`http://127.0.0.1:${port}`, `http://localhost:${port}`],
      },
    ],
    cures: [],
  },
  {
    id: 'stop-auto-update',
    title: "switch OpenClaw's own automatic updates off",
    reason: 'two updaters at once have taken gateways down for 40 minutes; moltd updates from now on',
    changes: () => [{ path: 'update.auto.enabled', value: false }],
    cures: [],
  },
  {
    id: 'restart-gateway',
    title: 'restart the gateway',
    reason: 'a process that began with the old files loads the new ones',
    changes: () => [],
    // An update that serves has restarted it already: only a person can know that it helps.
    cures: [],
  },
]

/** The config as it will be. */
export function configAfter(config: unknown, remedy: Remedy, gateway: { port: number }): unknown {
  return remedy
    .changes(gateway)
    .reduce<unknown>((changed, { path, value }) => withValueAt(changed, path, value), config)
}
