import { z } from 'zod'
import type { CommandResult } from '../ports/commands.ts'
import { redactText } from '../ports/redaction.ts'
import { findJson } from './find-json.ts'

export type GatewayAnswer =
  | { kind: 'ok'; value: unknown }
  /** Nobody listens, or it closed the connection before it answered. */
  | { kind: 'down'; text: string }
  /** The CLI refuses to dial: plaintext `ws://` to a non-loopback address. The gateway itself may be fine. */
  | { kind: 'blocked'; text: string }
  /** It is alive and will not have us: token, pairing, scope. */
  | { kind: 'locked-out'; text: string }
  /** Client and gateway are of versions that do not understand each other. */
  | { kind: 'protocol'; text: string }
  /** Something else answers on the port: a page, not a gateway. */
  | { kind: 'not-gateway'; text: string }
  | { kind: 'config-invalid'; text: string }
  | { kind: 'timeout'; text: string }
  | { kind: 'failed'; exitCode: number | null; text: string }

const errorSchema = z.object({
  ok: z.literal(false),
  error: z.object({
    type: z.string().optional(),
    kind: z.string().optional(),
    code: z.string().optional(),
    message: z.string(),
  }),
})
type CliError = z.infer<typeof errorSchema>['error']

const limit = 600

/** Classifies what `openclaw gateway call … --json` did; every version's wording is known by its stable part. */
export function readGatewayAnswer(result: CommandResult): GatewayAnswer {
  const value = findJson(result.stdout)
  const declared = errorSchema.safeParse(value)
  if (result.exitCode === 0 && value !== null && !isCliError(declared)) return { kind: 'ok', value }

  const error = declared.success ? declared.data.error : null
  const text = shorten(
    [error?.message, result.stderr.trim(), error ? '' : result.stdout.trim()].filter(Boolean).join('\n'),
  )
  if (result.timedOut) return { kind: 'timeout', text: text || `no answer in ${result.durationMs} ms` }
  if (result.startError !== null) return { kind: 'failed', exitCode: null, text: result.startError }
  const kind = classify(text, error)
  return kind === 'failed' ? { kind, exitCode: result.exitCode, text } : { kind, text }
}

/** A method's own value may well say `ok: false` with an error in it; the CLI's errors have a type. */
function isCliError(declared: z.ZodSafeParseResult<z.infer<typeof errorSchema>>): boolean {
  return declared.success && declared.data.error.type !== undefined
}

function classify(text: string, error: CliError | null): Exclude<GatewayAnswer['kind'], 'ok'> {
  if (/SECURITY ERROR|plaintext ws:\/\//.test(text)) return 'blocked'
  if (/config is invalid|Invalid config|JSON5 parse failed/i.test(text)) return 'config-invalid'
  if (/protocol mismatch|unsupported protocol/i.test(text)) return 'protocol'
  if (/rejected websocket upgrade \(HTTP [23]|Unexpected server response: [23]/i.test(text))
    return 'not-gateway'
  if (
    error?.type === 'gateway_credentials_required' ||
    /\b1008\b|unauthorized|pairing required|device identity|token mismatch|token missing|missing scopes?|requires credentials|FORBIDDEN/i.test(
      text,
    )
  ) {
    return 'locked-out'
  }
  if (
    (error?.type === 'gateway_transport_error' && error.kind === 'timeout') ||
    /gateway timeout/i.test(text)
  )
    return 'timeout'
  if (
    error?.type === 'gateway_transport_error' ||
    /ECONNREFUSED|ECONNRESET|not reachable|gateway closed|socket hang up|handshake timeout|websocket upgrade \(HTTP 503\)/i.test(
      text,
    )
  ) {
    return 'down'
  }
  return 'failed'
}

/** Enough to see what it was; never a token, also not one that stands alone. */
function shorten(text: string): string {
  const safe = redactText(text).replace(/\b[0-9a-f]{40,}\b/gi, '[redacted]')
  return safe.length > limit ? `${safe.slice(0, limit)}…` : safe
}
