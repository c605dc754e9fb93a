import type { Report } from '../../notify/report.ts'
import type { RemedyOffer } from '../../openclaw/advisories/offer-remedies.ts'
import type { Outcome } from '../../ports/run.ts'
import type { ReadNotes } from '../notes.ts'

/** What would cure the break that ended a run: of a refusal, what its advisory names; of a rollback, what cures the check that failed. */
export function suggestRemedy(
  outcome: Outcome | null,
  { advisories = [], remedyOffers = [], preflight = [], verdict, undertaking, to }: ReadNotes,
): NonNullable<Report['suggestedRemedy']> | null {
  const untried = remedyOffers.filter(({ id }) => undertaking?.remedies?.includes(id) !== true)
  const offer = (found: RemedyOffer | undefined, because: string) =>
    found === undefined ? null : toSuggestion(found, because, to ?? null)
  if (outcome === 'blocked') {
    const refusals = preflight.filter(({ weight, answer }) => weight === 'required' && answer !== 'pass')
    const known = advisories.find(({ id }) => refusals[0]?.name === `advisory-${id}`)
    return offer(
      untried.find(({ id }) => id === known?.remedy),
      refusals[0]?.reason ?? '',
    )
  }
  if (outcome !== 'rolled-back' || undertaking?.from === undertaking?.to) return null
  const failed = (verdict?.checks ?? []).filter(({ answer, code }) => answer === 'fail' && code != null)
  const cured = failed.find(({ code }) => untried.some(({ cures }) => cures.includes(code ?? '')))
  return offer(
    untried.find(({ cures }) => cures.includes(cured?.code ?? '')),
    cured?.reason ?? '',
  )
}

function toSuggestion({ id, title, reason, changes }: RemedyOffer, because: string, to: string | null) {
  const target = to === null ? '' : ` --to ${to}`
  return { id, title, reason, changes, because, to, command: `moltd remedy apply ${id} --update${target}` }
}
