import { dirname } from 'node:path'
import type { Gateway } from '../openclaw/gateway.ts'
import type { World } from '../ports/world.ts'
import { unitHooks } from './layout.ts'

type HoldWorld = Pick<World, 'files' | 'places'>

/** Until released, systemd does not start the gateway, not even at boot: the drop-in's condition fails. */
export async function holdGateway(world: HoldWorld, gateway: Pick<Gateway, 'unit'>): Promise<void> {
  const { hold } = unitHooks(world.places, gateway.unit)
  await world.files.makeFolder(dirname(hold), 0o700)
  await world.files.writeDurably(
    hold,
    'moltd is putting the state of this gateway back; it starts it again when that is done.\n',
  )
}

export async function releaseGateway(world: HoldWorld, gateway: Pick<Gateway, 'unit'>): Promise<void> {
  const { hold } = unitHooks(world.places, gateway.unit)
  await world.files.remove(hold)
  if (await world.files.stat(dirname(hold))) await world.files.syncEntry(dirname(hold))
}
