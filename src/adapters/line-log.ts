import { writeSync } from 'node:fs'
import type { Log, LogFields } from '../ports/log.ts'
import { redactFields, redactText } from '../ports/redaction.ts'
import type { LogLevel } from './log.ts'

const order: readonly LogLevel[] = ['debug', 'info', 'warn', 'error', 'silent']

/** The same lines as `createLog` writes, without pino: for the daemon, which says little and should be small. */
export function createLineLog(level: LogLevel, own: LogFields = {}, fileDescriptor = 2): Log {
  const write = (as: LogLevel) => (fields: LogFields, message: string) => {
    if (order.indexOf(as) < order.indexOf(level)) return
    const line = { level: as, time: new Date().toISOString(), ...redactFields({ ...own, ...fields }) }
    try {
      writeSync(fileDescriptor, `${JSON.stringify({ ...line, msg: redactText(message) })}\n`)
    } catch {
      // Whoever read the log has gone; the work goes on.
    }
  }
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    with: fields => createLineLog(level, { ...own, ...fields }, fileDescriptor),
  }
}
