import { type DeskOrder, readOrderId } from '../notify/desk-orders.ts'
import type { DeskCall } from '../ports/desk.ts'
import { type HoldSpan, holdSpans } from './hold-spans.ts'

/** What a call asks for. */
export type Deed =
  | { kind: 'order'; order: DeskOrder; messageId: string }
  | { kind: 'status' | 'check' | 'dry-run' | 'rollback' | 'doctor' }
  | { kind: 'run'; version: string | null }
  | { kind: 'history'; runId: string | null }
  | { kind: 'hold'; span: HoldSpan; reason: string | null }
  | { kind: 'unknown-button' | 'unknown-command' }

const longestReason = 200

/** Never fails: what is not understood is a kind of its own. */
export function readDeed(call: DeskCall): Deed {
  if (call.kind === 'press') {
    const order = readOrderId(call.customId)
    return order === null ? { kind: 'unknown-button' } : { kind: 'order', order, messageId: call.messageId }
  }
  const [program, name = '', ...more] = call.name.split(' ')
  if (program !== 'moltd' || more.length > 0) return { kind: 'unknown-command' }
  const text = (option: string) => {
    const value = call.options[option]
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : null
  }
  switch (name) {
    case 'status':
    case 'check':
    case 'dry-run':
    case 'rollback':
    case 'doctor':
      return { kind: name }
    case 'run':
      return { kind: 'run', version: text('version') }
    case 'history':
      return { kind: 'history', runId: text('run') }
    case 'hold': {
      const span = text('for') ?? 'open'
      const reason = text('reason')?.slice(0, longestReason).toWellFormed() ?? null
      return isSpan(span) ? { kind: 'hold', span, reason } : { kind: 'unknown-command' }
    }
    default:
      return { kind: 'unknown-command' }
  }
}

/** What everybody in the channel should know of is said in public. */
export function sightOf({ kind }: Deed): 'private' | 'public' {
  return kind === 'run' || kind === 'hold' ? 'public' : 'private'
}

/** For the audit trail. */
export function describeDeed(deed: Deed, call: DeskCall): string {
  switch (deed.kind) {
    case 'order': {
      const { kind, runId, subject, detail } = deed.order
      return `button ${[kind, subject, detail].filter(part => part !== '').join(' ')} of run ${runId}`
    }
    case 'unknown-button':
    case 'unknown-command':
      return `${deed.kind} ${call.kind === 'press' ? call.customId : call.name}`
    default: {
      const options = call.kind === 'command' ? Object.entries(call.options) : []
      return [`/moltd ${deed.kind}`, ...options.map(([name, value]) => `${name}:${value}`)].join(' ')
    }
  }
}

function isSpan(text: string): text is HoldSpan {
  return Object.hasOwn(holdSpans, text)
}
