import { execFile } from 'node:child_process'
import type { Log } from '../ports/log.ts'
import type { Readiness } from '../ports/readiness.ts'

const timeoutMs = 10_000

type Environment = Readonly<Record<string, string | undefined>>

/**
 * systemd's notification socket is a datagram socket, which Node cannot open: systemd-notify sends for us, some milliseconds a message.
 * The unit says NotifyAccess=all. Without NOTIFY_SOCKET nobody listens, and nothing is sent.
 */
export function createReadiness(environment: Environment, log: Log): Readiness {
  let line = Promise.resolve()
  const send = (...assignments: string[]): Promise<void> => {
    if (!environment.NOTIFY_SOCKET) return Promise.resolve()
    line = line.then(() => notify(environment, assignments, log))
    return line
  }
  const watchdogUs = Number(environment.WATCHDOG_USEC ?? Number.NaN)
  return {
    watchdogMs: Number.isFinite(watchdogUs) && watchdogUs > 0 ? watchdogUs / 1000 : null,
    ready: status => send('READY=1', statusOf(status)),
    status: text => send(statusOf(text)),
    alive: () => send('WATCHDOG=1'),
    stopping: status => send('STOPPING=1', statusOf(status)),
  }
}

function statusOf(text: string): string {
  return `STATUS=${text.replaceAll(/\s+/g, ' ').slice(0, 400)}`
}

function notify(environment: Environment, assignments: readonly string[], log: Log): Promise<void> {
  return new Promise(resolve => {
    execFile(
      'systemd-notify',
      [...assignments],
      { timeout: timeoutMs, env: { PATH: environment.PATH, NOTIFY_SOCKET: environment.NOTIFY_SOCKET } },
      error => {
        // systemd draws its own conclusion from silence; the log says why it was silent.
        if (error !== null) log.error({ error: error.message }, 'systemd-notify failed')
        resolve()
      },
    )
  })
}
