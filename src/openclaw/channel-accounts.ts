import { z } from 'zod'

/** `off`: switched off or not set up. `down`: it should be connected and is not, and nothing moves. */
export type AccountState = 'connected' | 'connecting' | 'down' | 'off'

export interface ChannelAccount {
  /** `discord/default`. */
  name: string
  state: AccountState
  /** What it says of itself, in words; null when it says nothing. */
  note: string | null
}

/** A login that shows no sign of life for so long does not move any more. */
const movingMs = 120_000

const time = z.number().nullish().catch(null)
const disconnect = z.union([z.string(), z.object({ at: time, error: z.string().optional() })])

const account = z.object({
  accountId: z.string(),
  enabled: z.boolean().optional(),
  configured: z.boolean().optional(),
  running: z.boolean().optional(),
  connected: z.boolean().optional(),
  restartPending: z.boolean().optional(),
  lifecycle: z.string().optional(),
  ingressUnavailable: z.boolean().optional(),
  terminalDisconnect: z.boolean().optional(),
  statusState: z.string().optional(),
  stateReason: z.string().optional(),
  lastError: z.string().nullish().catch(null),
  lastDisconnect: disconnect.nullish().catch(null),
  lastStartAt: time,
  lastConnectedAt: time,
  lastEventAt: time,
  lastTransportActivityAt: time,
})
type Account = z.infer<typeof account>

/** What `channels.status` answers, from 2026.2 on: every account of every channel. */
export const channelAccounts = z
  .object({ ts: z.number(), channelAccounts: z.record(z.string(), z.array(account)) })
  .transform(({ ts, channelAccounts: channels }) =>
    Object.entries(channels).flatMap(([channel, accounts]) =>
      accounts.map(one => readAccount(channel, one, ts)),
    ),
  )

function readAccount(channel: string, one: Account, nowMs: number): ChannelAccount {
  const note = one.lastError ?? one.stateReason ?? describeDisconnect(one.lastDisconnect) ?? null
  return { name: `${channel}/${one.accountId}`, state: stateOf(one, nowMs), note }
}

function stateOf(one: Account, nowMs: number): AccountState {
  if (one.enabled === false || one.configured === false) return 'off'
  if (one.ingressUnavailable === true || one.terminalDisconnect === true || one.lifecycle === 'blocked')
    return 'down'
  if (one.connected === true) return 'connected'
  // many channels never say `connected`: one that runs and has nothing to complain of is
  const isSilent = one.connected === undefined && (one.lifecycle === undefined || one.lifecycle === 'ready')
  if (isSilent && one.running === true && !one.lastError) return 'connected'
  const isTrying = one.running === true || one.restartPending === true
  return isTrying && nowMs - newestSign(one) < movingMs ? 'connecting' : 'down'
}

function newestSign(one: Account): number {
  const disconnectedAt = typeof one.lastDisconnect === 'object' ? one.lastDisconnect?.at : null
  const signs = [one.lastStartAt, one.lastEventAt, one.lastTransportActivityAt, disconnectedAt]
  return Math.max(0, ...signs.map(sign => sign ?? 0))
}

function describeDisconnect(last: Account['lastDisconnect']): string | null {
  return typeof last === 'string' ? last : (last?.error ?? null)
}
