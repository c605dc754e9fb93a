import type { Rule } from '../decision.ts'

export const channelOffersSomething: Rule = ({ observation: { candidate, channel } }) => {
  if (candidate !== null) return null
  return {
    kind: 'blocked',
    reason: `the ${channel} channel offers no version: the registry has no such dist-tag`,
    nextStep: 'Choose another channel in the config, or name a version with --to.',
  }
}
