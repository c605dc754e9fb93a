import { z } from 'zod'
import type { ResourceSample } from '../../ports/processes.ts'
import type { Finding } from '../check.ts'
import type { AskedQuestion, HealthCheck, HealthWorld } from '../health-check.ts'
import { recall } from '../recall.ts'

const name = 'resources'
const usageBefore = z.object({ residentBytes: z.number(), cores: z.number() })
type Usage = z.infer<typeof usageBefore>

/** So few samples show no slope. */
const leastSamples = 8
const megabyte = 1_000_000
/** Steady growth by so much a minute, above half again of what it was, is a leak until somebody knows better. */
const leakBytesPerMinute = 20 * megabyte
const muchMore = 1.5
/** An idle gateway uses a few hundredths of a core. */
const busyCores = 0.8
const muchBusier = 3

/** Memory and CPU through the soak time; caches fill after a start, so this only advises. */
export const resources: HealthCheck = {
  name,
  title: 'the gateway uses no more and more memory or CPU',
  weight: 'advisory',
  absolute: false,
  look: async (world, question): Promise<Finding> => {
    if (question.soaked === undefined) return measureOnce(world, question)
    // the first half belongs to the start
    const late = question.soaked.slice(Math.floor(question.soaked.length / 2))
    const [first, last] = [late[0], late.at(-1)]
    if (first === undefined || last === undefined || question.soaked.length < leastSamples)
      return { answer: 'unknown', reason: 'the soak time was too short to tell' }
    return judge(
      { residentBytes: last.residentBytes, cores: coresBetween(first, last) },
      ((last.residentBytes - first.residentBytes) * 60_000) / Math.max(1, last.ageMs - first.ageMs),
      recall(question, name, usageBefore),
    )
  },
}

function judge(now: Usage, bytesPerMinute: number, before: Usage | null): Finding {
  const evidence = [
    `${megabytes(now.residentBytes)} and ${now.cores.toFixed(2)} cores`,
    ...(before === null
      ? []
      : [`${megabytes(before.residentBytes)} and ${before.cores.toFixed(2)} cores before`]),
    `${megabytes(bytesPerMinute)} a minute`,
  ].join(', ')
  if (bytesPerMinute > leakBytesPerMinute && now.residentBytes > muchMore * (before?.residentBytes ?? 0)) {
    const reason = `memory grows by ${megabytes(bytesPerMinute)} a minute, and is ${megabytes(now.residentBytes)}`
    return { answer: 'fail', code: 'memory-grows', reason, evidence }
  }
  if (now.cores > busyCores && now.cores > muchBusier * (before?.cores ?? 0)) {
    const reason = `the gateway keeps ${now.cores.toFixed(1)} cores busy`
    return { answer: 'fail', code: 'cpu-busy', reason, evidence }
  }
  return { answer: 'pass', reason: 'memory and CPU are steady', evidence }
}

/** For the baseline: memory now, and CPU on the average of its life. */
async function measureOnce(
  { supervisor, processes }: HealthWorld,
  { gateway }: AskedQuestion,
): Promise<Finding> {
  const { mainPid } = await supervisor.inspect(gateway.unit)
  const now = mainPid === null ? null : await processes.sample(mainPid)
  if (now === null) return { answer: 'unknown', reason: 'no process to measure' }
  const facts: Usage = {
    residentBytes: now.residentBytes,
    cores: coresBetween({ ageMs: 0, cpuMs: 0 }, now),
  }
  const reason = `${megabytes(facts.residentBytes)}, ${facts.cores.toFixed(2)} cores since its start`
  return { answer: 'pass', reason, facts }
}

type Moment = Pick<ResourceSample, 'ageMs' | 'cpuMs'>

function coresBetween(first: Moment, last: Moment): number {
  return (last.cpuMs - first.cpuMs) / Math.max(1, last.ageMs - first.ageMs)
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / megabyte)} MB`
}
