/** What each button says in its id besides its run: of what it speaks, and what it is bound to. */
const contents = {
  approve: { subject: 'version', detail: 'integrity' },
  'update-now': { subject: 'version', detail: 'integrity' },
  later: {},
  skip: { subject: 'version' },
  unskip: { subject: 'version' },
  cure: { subject: 'version', detail: 'remedy' },
  'ask-rollback': {},
  /** `detail` is the message whose button asked for it; absent for a command. */
  'roll-back': { subject: 'point', detail: 'message?' },
  cancel: {},
  details: {},
  'try-again': { subject: 'version' },
  release: { subject: 'version' },
  keep: {},
  'take-back': {},
} as const satisfies Record<string, { subject?: string; detail?: string }>

export type OrderKind = keyof typeof contents

/** What a button asks for. All that is needed stands in its id, so that it outlives every restart. */
export interface DeskOrder {
  kind: OrderKind
  /** The run that the message is of. */
  runId: string
  /** A version or a recovery point; empty: none. */
  subject: string
  /** What it is bound to; empty: nothing. */
  detail: string
}

/** Of what a button's id means; an id of another one is not understood. */
const format = 'moltd1'

/** Discord takes no longer one. */
const longestId = 100

/** An integrity is longer than a button's id may be; this much of it (144 bits) can only be meant. */
export const integrityLength = 'sha512-'.length + 24

/** null: it cannot be said in a button's id. */
export function orderId(order: DeskOrder): string | null {
  const id = [format, order.kind, order.runId, order.subject, order.detail].join(' ')
  const understood = readOrderId(id)
  return understood !== null && understood.detail === order.detail ? id : null
}

/** null: no button of this moltd has such an id. */
export function readOrderId(id: string): DeskOrder | null {
  if (id.length > longestId) return null
  const [version, kind = '', runId = '', subject = '', detail = '', ...more] = id.split(' ')
  if (version !== format || more.length > 0 || !isKind(kind)) return null
  const content: { subject?: string; detail?: string } = contents[kind]
  const isWhole =
    /^[\w.-]{1,40}$/.test(runId) &&
    isThere(subject, content.subject, /^\w[\w.+-]{0,40}$/) &&
    isThere(detail, content.detail, /^[\w+/=-]{1,40}$/)
  return isWhole ? { kind, runId, subject, detail } : null
}

function isKind(kind: string): kind is OrderKind {
  return Object.hasOwn(contents, kind)
}

function isThere(value: string, name: string | undefined, shape: RegExp): boolean {
  if (name === undefined) return value === ''
  return value === '' ? name.endsWith('?') : shape.test(value)
}
