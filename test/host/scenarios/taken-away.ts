import assert from 'node:assert/strict'
import { npm, npmrcForHosts } from '../machine/npm.ts'
import { hostPlaces } from '../machine/places.ts'
import { serveWithholding, type WithholdingRegistry } from '../machine/withholding-registry.ts'
import { servedVersion, versionOnDisk } from '../openclaw/gateway-view.ts'
import type { Stage } from '../scenario.ts'

/** The host's npm asks a registry that can be made to forget versions, for as long as `use` lasts. */
export async function withRegistry(
  { host }: Stage,
  use: (registry: WithholdingRegistry) => Promise<void>,
): Promise<void> {
  const places = hostPlaces(process.env)
  const registry = await serveWithholding(await npm(places, ['config', 'get', 'registry'], places.project))
  try {
    const settings = (await npmrcForHosts(places)).replaceAll(/^(registry|cache)=.*\n/gm, '')
    // A cache of its own: what others fetched must not help.
    await host.writeFile(
      '.npmrc',
      `${settings}registry=${registry.url}\ncache=/home/claw/.npm-cache\n`,
      0o600,
    )
    await use(registry)
  } finally {
    await registry.close()
  }
}

/** What was refused changed nothing. */
export async function claimUntouched({ claim, host, port }: Stage, version: string): Promise<void> {
  await claim(`OpenClaw ${version} is on disk and served as before`, async () => {
    assert.equal(await versionOnDisk(host), version)
    assert.equal(await servedVersion(port), version)
  })
}
