import { z } from 'zod'
import type { Finding } from '../check.ts'
import type { HealthCheck, HealthQuestion } from '../health-check.ts'
import { recall } from '../recall.ts'

export const listenerOwned: HealthCheck = {
  name: 'listener-owned',
  title: 'the port belongs to the unit',
  weight: 'required',
  absolute: false,
  look: async (world, { gateway }): Promise<Finding> => {
    const [listeners, pids] = await Promise.all([
      world.processes.listenersOn(gateway.port),
      world.supervisor.pids(gateway.unit),
    ])
    const evidence = listeners
      .map(listener => `${listener.address}:${listener.port} pid ${listener.pid ?? 'unknown'}`)
      .join(', ')
    const facts = listeners
      .filter(({ pid }) => pid === null || !pids.includes(pid))
      .map(({ address }) => address)
    if (listeners.length === 0)
      return { answer: 'fail', reason: `nobody listens on port ${gateway.port}`, facts }
    const stranger = listeners.find(listener => listener.pid !== null && !pids.includes(listener.pid))
    if (stranger) {
      return {
        answer: 'fail',
        code: 'port-taken',
        reason: `port ${gateway.port} is taken by process ${stranger.pid}, which does not belong to ${gateway.unit}`,
        evidence,
        facts,
        hint: `ps -fp ${stranger.pid}`,
      }
    }
    if (listeners.some(listener => listener.pid === null)) {
      return {
        answer: 'fail',
        code: 'port-taken',
        reason: `port ${gateway.port} is held by a process of another account`,
        evidence,
        facts,
        hint: `sudo ss -ltnp 'sport = :${gateway.port}'`,
      }
    }
    return { answer: 'pass', reason: `${gateway.unit} listens on port ${gateway.port}`, evidence, facts }
  },
}

/** Addresses of the port that others held when the baseline was taken; null: nobody knows. */
export function strangersBefore(question: Pick<HealthQuestion, 'before'>): string[] | null {
  return recall(question, listenerOwned.name, z.array(z.string()))
}
