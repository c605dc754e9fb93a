import { MoltdError } from '../../ports/errors.ts'
import type { UpdateWorld } from './update-request.ts'

const attempts = 6
const pauseMs = 5_000

/** Asks the service manager again when it does not answer: on a host that an update keeps busy it may be late, and is back soon. */
export async function insist<Answer>(
  world: Pick<UpdateWorld, 'clock' | 'log'>,
  ask: () => Promise<Answer>,
): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ask()
    } catch (thrown) {
      if (!(thrown instanceof MoltdError) || attempt >= attempts) throw thrown
      world.log.warn({ attempt, code: thrown.code, reason: thrown.message }, 'asking again')
      await world.clock.sleep(pauseMs)
    }
  }
}
