import { existsSync } from 'node:fs'
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { Host } from '../machine/host.ts'
import { npmrcForHosts } from '../machine/npm.ts'
import { waitFor } from '../machine/poll.ts'
import { moltdInHost, tarballInside } from '../moltd/moltd-in-host.ts'
import { gatewayUnit } from '../openclaw/gateway-view.ts'
import { changePort } from '../openclaw/seeds.ts'
import type { PlayParts } from '../play.ts'
import { packIncident } from './packages.ts'

export const before = '2026.2.17'
export const after = '2026.2.19'

/** Raise it when what the home holds changes. */
const homeFormat = 1
const packagesInside = '/opt/packages'
const scriptsInside = '/opt/incident'
const registryPort = 4873

/** A host whose gateway of 2026.2.17 is bound to a tailnet address, in a network of its own with nothing but a registry that offers 2026.2.19. */
export async function makeIncidentHost(parts: PlayParts, port: number): Promise<Host> {
  const { fleet, tarball, say } = parts
  const packages = await packIncident(fleet.places, [before, after])
  const seed = await makeHome(parts, packages, port)
  const show = {
    [tarball]: tarballInside(tarball),
    [packages]: packagesInside,
    [import.meta.dirname]: scriptsInside,
  }
  // moltd is installed where there is a registry for it.
  const first = await fleet.boot({
    name: 'incident-first',
    network: 'shared',
    seed,
    show,
    prepareHome: home => changePort(home, port),
  })
  try {
    await first.sh(`systemctl --user stop ${gatewayUnit}`, { timeoutMs: 60_000 })
    await moltdInHost(first, tarball).install()
    await first.sh('openclaw config set gateway.bind tailnet')
    await first.writeFile(
      '.npmrc',
      `prefix=/home/claw/.npm-global\nupdate-notifier=false\nregistry=http://127.0.0.1:${registryPort}/\n`,
    )
    await first.cutPower()
    const host = await fleet.boot({ name: 'incident', network: 'own', seed: first.home, show })
    say(`booted with ${before} on 100.122.114.36`)
    await host.sh(
      `systemd-run --user --unit registry "$(command -v node)" ${scriptsInside}/serve-tarballs.ts ${packagesInside} ${registryPort}`,
    )
    await waitFor('the agent to reach its gateway', 240_000, () => reaches(host))
    return host
  } finally {
    await first.down()
  }
}

/** The agent's way, as a person would try it. */
export async function reaches(host: Host): Promise<boolean> {
  return (await host.attempt('openclaw gateway call cron.list --json', { timeoutMs: 60_000 })).exitCode === 0
}

/** Its device is paired over loopback, as a gateway's first one is; beyond loopback that takes an approval. */
async function makeHome({ fleet, say }: PlayParts, packages: string, port: number): Promise<string> {
  const kept = join(fleet.places.seeds, `incident-${before}-${process.arch}-${homeFormat}`)
  if (existsSync(kept)) return kept
  say(`installing OpenClaw ${before} into a home to copy`)
  const host = await fleet.boot({
    name: 'seed-incident',
    network: 'shared',
    show: { [packages]: packagesInside },
  })
  try {
    await host.writeFile('.npmrc', await npmrcForHosts(fleet.places), 0o600)
    const install = 'npm install --global --offline --no-audit --no-fund'
    await host.sh(`${install} ${packagesInside}/${before}.tgz`, { timeoutMs: 300_000 })
    await host.sh('openclaw config set gateway.mode local')
    await host.sh(`openclaw config set gateway.port ${port}`)
    await host.sh('openclaw config set gateway.bind loopback')
    await host.sh('openclaw config set gateway.auth.token "$(openssl rand -hex 24)"')
    await host.sh('openclaw gateway install', { timeoutMs: 180_000 })
    await waitFor('the agent to reach its gateway', 240_000, () => reaches(host))
    await host.sh(`systemctl --user stop ${gatewayUnit}`, { timeoutMs: 180_000 })
    await host.cutPower()
    await rename(host.home, kept)
  } finally {
    await host.down()
  }
  return kept
}
