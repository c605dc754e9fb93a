import { hearsBots } from '../../openclaw/hears-bots.ts'
import { readOpenclawDocument } from '../../openclaw/openclaw-config.ts'
import type { Finding } from '../check.ts'
import type { HealthCheck } from '../health-check.ts'
import type { RoundTripAnswer } from '../round-trip.ts'

/** Codes of what kept moltd itself from asking. */
export const ownTroubles: readonly string[] = ['message-not-said', 'message-not-read']

/** One message to OpenClaw as somebody in its channel writes it: in by its channel, through the agent, and out again. Costs a turn of the model. */
export const messageRoundTrip: HealthCheck = {
  name: 'message-round-trip',
  title: 'OpenClaw answers a message',
  weight: 'required',
  absolute: false,
  look: async (world, { gateway, roundTrip }, signal): Promise<Finding> => {
    if (!roundTrip) return { answer: 'unknown', code: 'message-not-said', reason: 'nobody is to be asked' }
    const document = await readOpenclawDocument(world, gateway.configPath)
    return hearsBots(document, roundTrip.expectFrom) === false
      ? passedOver
      : explain(await roundTrip.ask(signal))
  },
}

const passedOver: Finding = {
  answer: 'unknown',
  code: 'bots-passed-over',
  reason: 'OpenClaw passes over what bots write (channels.discord.allowBots), so nothing was asked',
  hint: 'openclaw config set channels.discord.allowBots mentions',
}

function explain(answer: RoundTripAnswer): Finding {
  switch (answer.kind) {
    case 'answered':
      return { answer: 'pass', reason: `OpenClaw answered a message after ${seconds(answer.afterMs)}` }
    case 'silent':
      return {
        answer: 'fail',
        code: 'message-not-answered',
        reason: 'OpenClaw does not answer a message in its channel',
        hint: 'openclaw channels logs --channel discord',
      }
    case 'not-seen':
      return {
        answer: 'unknown',
        code: 'message-not-seen',
        reason: "moltd's message to OpenClaw is not there any more, and nobody answered it",
        hint: "Did somebody delete it? Else let moltd's bot read the history of that channel (Read Message History).",
      }
    case 'unreadable':
      return {
        answer: 'unknown',
        code: 'answer-unreadable',
        reason: "OpenClaw's bot said something, and Discord does not show moltd's bot what",
        hint: 'openclaw config set channels.discord.replyToMode first',
      }
    case 'not-said':
      return {
        answer: 'unknown',
        code: 'message-not-said',
        reason: `moltd could not write to OpenClaw: ${answer.reason}`,
        hint: 'moltd discord setup',
      }
    case 'not-read':
      return {
        answer: 'unknown',
        code: 'message-not-read',
        reason: `moltd could not read what OpenClaw answered: ${answer.reason}`,
        hint: 'moltd discord setup',
      }
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}
