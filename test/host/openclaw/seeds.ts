import { existsSync } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Fleet } from '../machine/fleet.ts'
import { npmrcForHosts } from '../machine/npm.ts'
import { gatewayUnit, waitUntilReady } from './gateway-view.ts'

/** Raise it when what a seed holds changes. */
const seedFormat = 1

/** Homes with a real OpenClaw in them, made once per version and copied for every host. */
export interface Seeds {
  /** Path of the home; its gateway was installed, has served once, and is enabled. */
  home(version: string, port: number): Promise<string>
}

export function openSeeds(fleet: Fleet, say: (text: string) => void): Seeds {
  const making = new Map<string, Promise<string>>()
  return {
    home(version, port) {
      const known = making.get(version) ?? makeSeed(fleet, version, port, say)
      making.set(version, known)
      return known
    },
  }
}

/** Gives the gateway in a home another port, in its config and its unit. */
export async function changePort(home: string, port: number): Promise<void> {
  await rewrite(join(home, '.openclaw', 'openclaw.json'), text =>
    text.replace(/("port":\s*)\d+/, `$1${port}`),
  )
  await rewrite(join(home, '.config/systemd/user', gatewayUnit), text =>
    text.replace(/(--port )\d+/, `$1${port}`).replace(/(OPENCLAW_GATEWAY_PORT=)\d+/, `$1${port}`),
  )
}

/** Makes the gateway's unit run another Node. */
export async function changeNode(home: string, from: string, to: string): Promise<void> {
  await rewrite(join(home, '.config/systemd/user', gatewayUnit), text => text.replaceAll(from, to))
}

async function makeSeed(
  fleet: Fleet,
  version: string,
  port: number,
  say: (text: string) => void,
): Promise<string> {
  const kept = join(fleet.places.seeds, `openclaw-${version}-${process.arch}-${seedFormat}`)
  if (existsSync(kept)) return kept
  const started = performance.now()
  say(`installing OpenClaw ${version} into a home to copy`)
  const host = await fleet.boot({ name: `seed-${version.replaceAll('.', '-')}`, network: 'shared' })
  try {
    await host.writeFile('.npmrc', await npmrcForHosts(fleet.places), 0o600)
    await host.sh(`npm install --global --no-audit --no-fund openclaw@${version}`, { timeoutMs: 300_000 })
    await host.sh('openclaw config set gateway.mode local')
    await host.sh(`openclaw config set gateway.port ${port}`)
    await host.sh('openclaw config set gateway.bind loopback')
    await host.sh('openclaw gateway install', { timeoutMs: 180_000 })
    await host.sh(`systemctl --user restart ${gatewayUnit}`, { timeoutMs: 180_000 })
    await waitUntilReady(port, 180_000)
    // A session, so that the agent has a database of its own to migrate.
    await host.sh(`openclaw gateway call sessions.create --json --params '{}'`)
    await host.sh(`systemctl --user stop ${gatewayUnit}`, { timeoutMs: 180_000 })
    await host.cutPower()
    await rename(host.home, kept)
  } finally {
    await host.down()
  }
  say(`OpenClaw ${version} is ready to copy (${Math.round((performance.now() - started) / 1000)} s)`)
  return kept
}

async function rewrite(path: string, change: (text: string) => string): Promise<void> {
  const before = await readFile(path, 'utf8')
  const after = change(before)
  if (after === before) return
  await writeFile(path, after)
}
