import type { Host } from '../machine/host.ts'
import { schemaVersions, unitFacts } from './gateway-view.ts'

const files = [
  '~/.npm-global/lib/node_modules/openclaw ~/.npm-global/bin ~/.config/systemd ~/.openclaw/openclaw.json',
  '~/.openclaw/credentials ~/.openclaw/workspace',
].join(' ')

/** Everything that an update touches: equal before and after means that nothing was touched. */
export async function fingerprint(host: Host): Promise<Record<string, unknown>> {
  const list = `find ${files} -printf '%p %y %s %m %u %i %T@ %l\\n' 2>/dev/null | sort | sha256sum`
  return {
    entries: await host.sh(list),
    config: await host.sh('sha256sum ~/.openclaw/openclaw.json ~/.config/systemd/user/*.service'),
    schemas: await schemaVersions(host),
    unit: await unitFacts(host),
  }
}
