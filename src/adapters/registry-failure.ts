import { type ErrorCode, MoltdError } from '../ports/errors.ts'

const code: ErrorCode = 'E_REGISTRY'
const certificate = /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL|EPROTO/
const unreachable =
  /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|ECONNECTIONTIMEOUT|EIDLETIMEOUT|ERESPONSETIMEOUT|ERR_SOCKET_TIMEOUT|EPIPE)$/

/** Tells apart why the registry did not help. Its own messages are not passed on: they may quote addresses with credentials. */
export function registryFailure(thrown: unknown, name: string, registry: unknown): MoltdError {
  const where = addressOf(registry)
  const { code: cause, type } = factsOf(thrown)
  const fail = (why: string, hint: string) =>
    new MoltdError(code, `cannot ask the npm registry for ${name}: ${why}`, hint)

  if (cause === 'E401' || cause === 'E403') {
    return fail(
      `${where} refused our credentials (${cause.slice(1)})`,
      'Check the _authToken of this registry in your npmrc, or run `npm login`.',
    )
  }
  if (cause === 'E404') {
    return fail(
      `${where} does not have it (404)`,
      'Check `npm config get registry`: it may be a mirror that does not carry this package.',
    )
  }
  if (/^E(429|5\d\d)$/.test(cause)) {
    return fail(`${where} answered with an error of its own (${cause.slice(1)})`, 'Try again later.')
  }
  if (certificate.test(cause)) {
    return fail(
      `the TLS certificate of ${where} was not accepted (${cause})`,
      'Behind a proxy that inspects TLS, set `cafile` in your npmrc, or NODE_EXTRA_CA_CERTS; check the clock too.',
    )
  }
  if (type === 'invalid-json' || cause === 'EJSONPARSE') {
    return fail(
      `${where} answered something that is not package metadata`,
      'A proxy or a sign-in page may be in between; open the address in a browser.',
    )
  }
  if (type === 'request-timeout' || type === 'body-timeout') {
    return fail(`${where} took too long to answer`, 'Check the network and any proxy, then try again.')
  }
  if (unreachable.test(cause)) {
    return fail(
      `${where} cannot be reached (${cause})`,
      'Check the network, DNS and any proxy in your npmrc or environment, then try again.',
    )
  }
  return fail(
    `asking ${where} failed (${cause || 'no code'})`,
    `Run \`npm view ${name} version\` to see it with npm.`,
  )
}

function addressOf(registry: unknown): string {
  const url = typeof registry === 'string' ? URL.parse(registry) : null
  return url === null ? 'the configured registry' : `${url.host}${url.pathname.replace(/\/$/, '')}`
}

function factsOf(thrown: unknown): { code: string; type: string } {
  if (!(thrown instanceof Error)) return { code: '', type: '' }
  const text = (key: string) => {
    const value: unknown = Reflect.get(thrown, key)
    return typeof value === 'string' ? value : ''
  }
  return { code: text('code'), type: text('type') }
}
