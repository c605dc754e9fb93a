import type { Rule } from '../decision.ts'

/** Several gateways on one package are updated together, whether one likes it or not. */
export const othersAreNamed: Rule = ({ observation: { gateway, others } }) => {
  if (others.length === 0) return null
  const units = others.map(({ unit }) => unit).join(', ')
  return {
    kind: 'remark',
    reason: `from ${gateway.installation.root} run also ${units}, which get the new program when they restart`,
  }
}
