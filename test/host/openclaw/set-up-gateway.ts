import type { Host } from '../machine/host.ts'
import { waitUntilReady } from './gateway-view.ts'

/** As somebody would who has just installed OpenClaw: a gateway on loopback as a service, which has spoken once. */
export async function setUpGateway(host: Host, port: number): Promise<void> {
  await host.sh('openclaw config set gateway.mode local')
  await host.sh(`openclaw config set gateway.port ${port}`)
  await host.sh('openclaw config set gateway.bind loopback')
  await host.sh('openclaw gateway install', { timeoutMs: 180_000 })
  await waitUntilReady(port, 180_000)
  // A session, so that the agent has a database of its own to migrate.
  await host.sh(`openclaw gateway call sessions.create --json --params '{}'`)
}
