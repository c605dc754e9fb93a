import type { Advice } from '../../openclaw/advisories/advise.ts'

/** Which remedies a run applies before it updates: the one that a person asked for, or all that it takes when policy says `auto`. */
export function chooseRemedies(
  advice: readonly Advice[],
  { asked, policy }: { asked: string | null; policy: 'off' | 'ask' | 'auto' },
): readonly string[] {
  const chosen = asked === null ? [] : [asked]
  if (policy !== 'auto') return chosen
  for (const { kind, severity, remedy, curedBy } of advice) {
    if (kind !== 'breaking' || severity !== 'critical' || remedy === null) continue
    if (curedBy.includes(remedy) && !curedBy.some(id => chosen.includes(id))) chosen.push(remedy)
  }
  return chosen
}
