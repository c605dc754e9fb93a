// The CLI's way to the gateway, and the errors on that way.
import { orders } from './orders.js'
import { isBefore } from './places.js'
import { readSettings } from './settings.js'

/** `{ ok: true, payload }`, or `{ ok: false, error, gateway? }` as `gateway call --json` prints it. */
export async function callGateway({ port, config }, method, params, timeoutMs) {
  const host = dialledHost(config)
  const url = `ws://${host}:${port}`
  if (host !== '127.0.0.1')
    return { ok: false, error: { type: 'cli_error', message: securityError(url, config) } }
  const gateway = { url, urlSource: 'local loopback', bindDetail: 'Bind: loopback' }
  const transport = (kind, message, reason) => ({
    ok: false,
    error: { type: 'gateway_transport_error', kind, message, reason },
    gateway,
  })
  try {
    const response = await fetch(`http://127.0.0.1:${port}/__stand_in__/call`, {
      method: 'POST',
      body: JSON.stringify({ method, params }),
      signal: AbortSignal.timeout(timeoutMs),
    })
    return await response.json()
  } catch (error) {
    if (error.name === 'TimeoutError')
      return transport('timeout', `gateway timeout after ${timeoutMs}ms`, undefined)
    const code = error.cause?.code ?? 'ECONNRESET'
    if (code !== 'ECONNREFUSED')
      return transport('closed', 'gateway closed (1006 abnormal closure (no close frame))', code)
    return transport(
      'closed',
      `Gateway not reachable at ${url} (${code}).`,
      `connect ${code} 127.0.0.1:${port}`,
    )
  }
}

/** The same with the paragraph that other commands print when there is no way. */
export async function callOrExplain(context, method, params = {}) {
  const answer = await callGateway(context, method, params, 10_000)
  if (answer.ok || !answer.gateway) return answer.ok ? answer : { ok: false, text: answer.error.message }
  const { url, urlSource, bindDetail } = answer.gateway
  const text = [
    answer.error.message,
    'Start it with `openclaw gateway run` or check `openclaw gateway status`.',
    `Gateway target: ${url}`,
    `Source: ${urlSource}`,
    `Config: ${context.config}`,
    bindDetail,
  ].join('\n')
  return { ok: false, text }
}

/** 2026.2.19 and 2026.2.20 dial the address that the gateway is bound to, and then refuse it. */
function dialledHost(config) {
  const { bind } = readSettings(config).gateway ?? {}
  const dialsBind =
    !isBefore('2026.2.19') && isBefore('2026.2.21') && bind !== undefined && bind !== 'loopback'
  return orders().cliBlocked || dialsBind ? '100.122.114.36' : '127.0.0.1'
}

function securityError(url, config) {
  return [
    `SECURITY ERROR: Gateway URL "${url}" uses plaintext ws:// to a non-loopback address.`,
    'Both credentials and chat data would be exposed to network interception.',
    'Source: local tailnet',
    `Config: ${config}`,
    'Fix: Use wss:// for remote gateway URLs.',
  ].join('\n')
}
