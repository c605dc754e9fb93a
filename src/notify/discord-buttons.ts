import type { APIButtonComponentWithCustomId } from 'discord-api-types/v10'
import { type DeskOrder, integrityLength, type OrderKind, orderId } from './desk-orders.ts'
import type { DiscordMessage } from './discord-message.ts'
import type { DiscordWords } from './discord-words.ts'
import type { Report } from './report.ts'
import { wentForward } from './words.ts'

type Components = NonNullable<DiscordMessage['components']>
type Subject = Partial<Pick<DeskOrder, 'subject' | 'detail'>>

const styles = { primary: 1, secondary: 2, success: 3, danger: 4 } as const
const looks: Readonly<Record<OrderKind, keyof typeof styles>> = {
  approve: 'success',
  'update-now': 'primary',
  later: 'secondary',
  skip: 'secondary',
  unskip: 'secondary',
  cure: 'success',
  'ask-rollback': 'danger',
  'roll-back': 'danger',
  cancel: 'secondary',
  details: 'secondary',
  'try-again': 'primary',
  release: 'secondary',
  keep: 'success',
  'take-back': 'danger',
}

/** What a person can order on the message of this report, the usual first. */
export function ordersOn(report: Report): DeskOrder[] {
  const { outcome, question, suggestedRemedy, from, to, recoveryPoint, runId } = report
  const order = (kind: OrderKind, about: Subject = {}) => ({ kind, runId, subject: '', detail: '', ...about })
  if (question?.end === null)
    return question.choices.map(choice => order(choice === 'keep' ? 'keep' : 'take-back'))
  const cure =
    suggestedRemedy?.to == null
      ? []
      : [order('cure', { subject: suggestedRemedy.to, detail: suggestedRemedy.id })]
  switch (outcome) {
    case 'awaiting-approval':
      return ordersOnOffer(report)
    case 'blocked':
      return cure
    case 'updated':
      return [...(recoveryPoint !== null && from !== to ? [order('ask-rollback')] : []), order('details')]
    case 'rolled-back': {
      const version = rejectedBy(report)
      if (version === null) return [...cure, order('details')]
      const again = [order('try-again', { subject: version }), order('release', { subject: version })]
      return [...cure, ...again, order('details')]
    }
    case 'stuck':
      return [order('details')]
    default:
      return []
  }
}

/** The version that a rollback left; null when it left none. */
export function rejectedBy(report: Report): string | null {
  if (report.from === report.to) return null
  return wentForward(report) ? report.to : report.from
}

/** What waits for a yes; an approval is of one package. */
function ordersOnOffer({ offer, runId }: Report): DeskOrder[] {
  if (!offer) return []
  const about = { runId, subject: offer.version }
  const bound = { ...about, detail: offer.integrity.slice(0, integrityLength) }
  return [
    { ...bound, kind: 'approve' },
    { ...bound, kind: 'update-now' },
    { ...about, kind: 'later', subject: '', detail: '' },
    { ...about, kind: 'skip', detail: '' },
    { ...about, kind: 'unskip', detail: '' },
  ]
}

/** Those that come only after another one was pressed. */
export const laterOrders: readonly OrderKind[] = ['update-now', 'unskip']

/** A row of buttons; none for what cannot be said in a button's id. */
export function buttonRows(orders: readonly DeskOrder[], { desk }: DiscordWords): Components {
  const buttons = orders.flatMap((order): APIButtonComponentWithCustomId[] => {
    const id = orderId(order)
    return id === null
      ? []
      : [{ type: 2, style: styles[looks[order.kind]], label: desk.buttons[order.kind], custom_id: id }]
  })
  return buttons.length === 0 ? [] : [{ type: 1, components: buttons.slice(0, 5) }]
}
