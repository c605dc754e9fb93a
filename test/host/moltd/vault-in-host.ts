import assert from 'node:assert/strict'
import type { Host } from '../machine/host.ts'
import { waitFor } from '../machine/poll.ts'
import type { MoltdInHost } from './moltd-in-host.ts'

/** Waits for the unit that fills the vault; then each of these versions is kept with what it depends on, and verifies. Returns `vault list`. */
export async function expectKept(
  host: Host,
  moltd: MoltdInHost,
  versions: readonly string[],
): Promise<string> {
  await waitFor('the end of the unit that fills the vault', 600_000, async () =>
    /exited|failed/.test(await host.sh('systemctl --user show --property=SubState moltd-vault-keep')),
  )
  const { stdout } = await moltd.run('vault list')
  for (const version of versions) assert.match(stdout, new RegExp(`^${version} .*with \\d+ packages`, 'm'))
  const verified = await moltd.run('vault verify')
  assert.equal(verified.exitCode, 0, verified.stdout + verified.stderr)
  return stdout
}
