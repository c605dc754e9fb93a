import { setTimeout as sleep } from 'node:timers/promises'

/** What is reached into of @discordjs/ws 1.2.3; test/adapters/discord-desk.test.ts notices when it is not there any more. */
interface Shard {
  internalConnect(): Promise<void>
  connection: Connection | null
}

interface Connection {
  readyState: number
  on(event: 'error', listener: () => void): void
  terminate(): void
}

const politeMs = 1_000
const connecting = 0

/**
 * Ends a client for certain. Its own `destroy` leaves a shard that rests between two tries to connect once more half a second later, lets a socket that
 * is being opened open (or fail with nobody listening, which ends the process), and waits half a minute for a peer that is gone.
 */
export async function endClient(
  client: { destroy(): Promise<void> },
  strategy: object | null,
): Promise<void> {
  const shards = shardsOf(strategy)
  const connections = shards.flatMap(({ connection }) => connection ?? [])
  for (const shard of shards) shard.internalConnect = async () => undefined
  for (const connection of connections) {
    connection.on('error', () => undefined)
    if (connection.readyState === connecting) connection.terminate()
  }
  // What it could not close is cut off below: while a shard waits for an event, its `destroy` runs twice at once and never ends.
  const destroyed = client.destroy().catch(() => undefined)
  const patience = new AbortController()
  await Promise.race([
    destroyed,
    sleep(politeMs, undefined, { signal: patience.signal }).catch(() => undefined),
  ])
  patience.abort()
  for (const connection of connections) connection.terminate()
}

/** As its type does not say: SimpleShardingStrategy keeps them by their number. */
function shardsOf(strategy: object | null): Shard[] {
  return strategy === null ? [] : [...(strategy as { shards: Map<number, Shard> }).shards.values()]
}
