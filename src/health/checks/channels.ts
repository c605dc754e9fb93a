import { z } from 'zod'
import { type ChannelAccount, channelAccounts } from '../../openclaw/channel-accounts.ts'
import { redactText } from '../../ports/redaction.ts'
import type { Finding } from '../check.ts'
import type { HealthCheck } from '../health-check.ts'
import { askFor, nameSome, recall } from '../recall.ts'

const name = 'channels'
const connectedBefore = z.object({ connected: z.array(z.string()) })

/** Account by account: what was connected before is connected again. What was not is nobody's loss. */
export const channels: HealthCheck = {
  name,
  title: 'every channel account that was connected is connected',
  weight: 'required',
  absolute: false,
  look: async (_world, question): Promise<Finding> => {
    const asked = await askFor(question, 'channels.status', channelAccounts)
    if ('finding' in asked) return asked.finding
    const accounts = asked.value
    const connected = accounts.filter(({ state }) => state === 'connected').map(account => account.name)
    const evidence = accounts.map(({ name: account, state }) => `${account} ${state}`).join(', ') || null
    const facts = { connected }
    const before = recall(question, name, connectedBefore)
    if (before === null) {
      const reason =
        connected.length === 0 ? 'no channel account is connected' : `connected: ${nameSome(connected)}`
      return { answer: 'pass', reason, evidence, facts }
    }
    const lost = before.connected
      .filter(account => !connected.includes(account))
      .map(account => describe(account, accounts))
    const [worst] = lost.toSorted((one, other) => rank[one.code] - rank[other.code])
    if (worst === undefined) {
      const reason =
        before.connected.length === 0
          ? 'none was connected before'
          : `connected again: ${nameSome(before.connected)}`
      return { answer: 'pass', reason, evidence, facts }
    }
    return {
      answer: worst.code === 'channel-connecting' ? 'unknown' : 'fail',
      code: worst.code,
      reason: lost.map(({ text }) => text).join('; '),
      evidence,
      hint: 'openclaw channels status --probe',
      facts,
    }
  },
}

const rank = { 'channel-gone': 0, 'channel-down': 1, 'channel-connecting': 2 } as const

function describe(
  name: string,
  accounts: readonly ChannelAccount[],
): { code: keyof typeof rank; text: string } {
  const now = accounts.find(account => account.name === name)
  const note = now?.note ? ` (${redactText(now.note).slice(0, 150)})` : ''
  switch (now?.state) {
    case undefined:
      return { code: 'channel-gone', text: `${name} was connected, and is gone` }
    case 'off':
      return { code: 'channel-gone', text: `${name} was connected, and is switched off or no longer set up` }
    case 'connecting':
      return { code: 'channel-connecting', text: `${name} was connected, and is still connecting${note}` }
    default:
      return { code: 'channel-down', text: `${name} was connected, and is not${note}` }
  }
}
