import { answerCall } from '../../src/desk/answer-call.ts'
import type { DeskWorld } from '../../src/desk/desk-world.ts'
import type { Outlook } from '../../src/desk/outlook.ts'
import { createTurns } from '../../src/health/turns.ts'
import { type OrderKind, orderId } from '../../src/notify/desk-orders.ts'
import { ordersOn } from '../../src/notify/discord-buttons.ts'
import { type Locale, wordsOf } from '../../src/notify/discord-words.ts'
import type { Report } from '../../src/notify/report.ts'
import type { AuditEntry } from '../../src/ports/audit-trail.ts'
import type { DeskCall, DeskHand, DeskMessage } from '../../src/ports/desk.ts'
import type { OwnAnswer } from '../../src/ports/own-commands.ts'
import { quietLog } from '../doubles/quiet-log.ts'

export const ann = { id: '11111111111111111', name: 'Ann', roleIds: ['22222222222222222'] }
export const place = { guildId: '33333333333333333', channelId: '44444444444444444' }
export const nowMs = Date.UTC(2026, 10, 22, 6)

type Said =
  | { kind: 'defer'; sight: string }
  | { kind: 'answer'; message: DeskMessage; sight: string }
  | { kind: 'rewrite'; message: Partial<DeskMessage>; messageId: string | undefined }

/** An outlook in which nothing stands in the way of anything. */
export function outlookOf(report: Report, change: Partial<Outlook> = {}): Outlook {
  return {
    report,
    later: null,
    atWork: false,
    nextRunAt: '2026-11-23T06:00:00Z',
    approval: null,
    isSkipped: false,
    isQuarantined: true,
    questionEnd: null,
    point:
      report.recoveryPoint === null
        ? null
        : {
            id: report.recoveryPoint.id,
            version: report.recoveryPoint.version,
            createdAt: report.startedAt,
            bytes: 712_400_000,
            state: 'sealed',
          },
    ...change,
  }
}

export const well = (document: unknown = null): OwnAnswer => ({ exitCode: 0, document, error: null })
export const ill = (code: string, message: string): OwnAnswer => ({
  exitCode: 1,
  document: null,
  error: { code, message },
})

export interface DeskOptions {
  outlook?: Outlook | OwnAnswer
  /** What else moltd's commands say. */
  answers?: (words: readonly string[]) => OwnAnswer | null
  begins?: string | null
  allow?: DeskWorld['policy']['allow']
  locale?: Locale
}

/** A desk whose moltd answers as it is told, and all that was said and ordered there. */
export function playDesk(options: DeskOptions = {}) {
  const asked: (readonly string[])[] = []
  const begun: (readonly string[])[] = []
  const trail: AuditEntry[] = []
  const { outlook, begins = null, allow = { users: [ann.id], roles: [] } } = options
  const world: DeskWorld = {
    audit: {
      begin: note => {
        if (trail.some(({ id }) => id === note.id)) return false
        trail.push({ ...note, result: null, endedAtMs: null })
        return true
      },
      end: (id, result, atMs) => {
        const entry = trail.find(one => one.id === id)
        if (entry) Object.assign(entry, { result, endedAtMs: atMs })
      },
      list: limit => trail.toReversed().slice(0, limit),
    },
    clock: { nowMs: () => nowMs },
    log: quietLog,
    own: {
      ask: async words => {
        asked.push(words)
        const answer = options.answers?.(words)
        if (answer) return answer
        if (words[0] !== 'about' || outlook === undefined) return well()
        return 'exitCode' in outlook ? outlook : well(JSON.parse(JSON.stringify(outlook)))
      },
      begin: async words => {
        begun.push(words)
        return begins
      },
    },
    policy: { ...place, allow },
    words: wordsOf(options.locale ?? 'en'),
    inTurn: createTurns(1),
  }
  let calls = 0
  async function call(
    change: Partial<DeskCall> & Pick<DeskCall, 'kind'>,
    broken: 'whole' | 'mute' = 'whole',
  ) {
    const said: Said[] = []
    const hand: DeskHand = {
      defer: async sight => {
        if (broken === 'mute') throw new Error('Unknown interaction')
        said.push({ kind: 'defer', sight })
      },
      answer: async (message, sight) => void said.push({ kind: 'answer', message, sight }),
      rewrite: async (message, messageId) => {
        if (broken === 'mute') throw new Error('Unknown interaction')
        said.push({ kind: 'rewrite', message, messageId })
      },
    }
    calls += 1
    const base = { id: `call-${calls}`, atMs: nowMs, ...place, person: ann }
    const blank = { messageId: 'm1', customId: '', name: '', options: {} }
    const whole = { ...base, ...blank, ...change } as unknown as DeskCall
    await answerCall(whole, hand, world)
    const last = said.findLast(one => one.kind !== 'defer' && !('messageId' in one && one.messageId))
    const answer = said.findLast(one => one.kind === 'answer')
    const rewrite = said.findLast(one => one.kind === 'rewrite')
    return { said, last, answer, rewrite, text: JSON.stringify(answer?.message ?? rewrite?.message ?? null) }
  }
  return {
    world,
    asked,
    begun,
    trail,
    call,
    command: (name: string, given: Record<string, string> = {}, person = ann) =>
      call({ kind: 'command', name: `moltd ${name}`, options: given, person }),
    press: (customId: string, change: Partial<DeskCall> = {}, broken: 'whole' | 'mute' = 'whole') =>
      call({ ...change, kind: 'press', customId } as Parameters<typeof call>[0], broken),
  }
}

/** The id of a button on a report's message. */
export function buttonOf(report: Report, kind: OrderKind): string {
  const order = ordersOn(report).find(one => one.kind === kind)
  const id = order === undefined ? null : orderId(order)
  if (id === null) throw new Error(`no button ${kind}`)
  return id
}

/** Labels of the buttons of a message. */
export function labelsOf(message: Partial<DeskMessage> | undefined): string[] {
  return (message?.components ?? []).flatMap(row =>
    'components' in row ? row.components.map(one => ('label' in one ? (one.label ?? '') : '')) : [],
  )
}
