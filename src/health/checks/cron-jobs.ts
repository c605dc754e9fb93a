import { z } from 'zod'
import type { Finding } from '../check.ts'
import type { HealthCheck } from '../health-check.ts'
import { judgeKept } from '../judge-kept.ts'
import { askFor } from '../recall.ts'

const jobs = z.object({
  jobs: z.array(
    z.object({
      id: z.string(),
      name: z.string().optional(),
      declarationKey: z.string().optional(),
      deleteAfterRun: z.boolean().optional(),
      schedule: z.object({ kind: z.string() }).optional(),
    }),
  ),
})

/** Those of the user's that stay: one that runs once goes by itself, and what OpenClaw declares (heartbeat, dreaming) it may rename. */
export const cronJobs: HealthCheck = {
  name: 'cron-jobs',
  title: 'no cron job is missing',
  weight: 'required',
  absolute: false,
  look: async (_world, question): Promise<Finding> => {
    const asked = await askFor(question, 'cron.list', jobs)
    if ('finding' in asked) return asked.finding
    const own = asked.value.jobs.filter(
      job => job.declarationKey === undefined && !job.deleteAfterRun && job.schedule?.kind !== 'at',
    )
    const kept = { name: 'cron-jobs', noun: 'cron job', hint: 'openclaw cron list --all' }
    return judgeKept(
      question,
      kept,
      own.map(({ id, name }) => ({ id, label: name ?? id })),
    )
  },
}
