import { z } from 'zod'

/** What the RPC `health` answers: who is there, with how many sessions, and what failed to load. */
export const gatewayHealth = z.object({
  agents: z.array(
    z.object({
      agentId: z.string(),
      name: z.string().optional(),
      sessions: z.object({ count: z.number() }).optional(),
    }),
  ),
  plugins: z
    .object({
      loaded: z.array(z.string()).catch([]),
      errors: z.array(z.unknown()).catch([]),
      unavailable: z.array(z.unknown()).catch([]),
    })
    .optional(),
})
