import type { World } from '../ports/world.ts'
import { runOpenclaw } from './cli-run.ts'
import type { Gateway } from './gateway.ts'
import { type GatewayAnswer, readGatewayAnswer } from './gateway-answer.ts'

export interface CallGatewayOptions {
  params?: Readonly<Record<string, unknown>>
  timeoutMs: number
  signal?: AbortSignal | undefined
}

/** Time that the CLI itself may take to start and stop, beyond waiting for the gateway. */
const overheadMs = 10_000

/** Asks the gateway the way an agent or a person does, by `openclaw gateway call`. Takes one to two seconds and 225 MB. */
export async function callGateway(
  world: Pick<World, 'commands' | 'environment'>,
  gateway: Gateway,
  method: string,
  { params, timeoutMs, signal }: CallGatewayOptions,
): Promise<GatewayAnswer> {
  const args = ['gateway', 'call', method, '--json', '--timeout', String(timeoutMs)]
  if (params !== undefined) args.push('--params', JSON.stringify(params))
  return readGatewayAnswer(
    await runOpenclaw(world, gateway, args, { timeoutMs: timeoutMs + overheadMs, signal }),
  )
}
