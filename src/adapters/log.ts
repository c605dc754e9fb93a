import pino from 'pino'
import type { Log } from '../ports/log.ts'
import { redactFields, redactText } from '../ports/redaction.ts'

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

/** JSON lines on standard error, written at once, so that a killed process leaves its last line. */
export function createLog(options: { level: LogLevel; fileDescriptor?: number }): Log {
  const destination = pino.destination({ dest: options.fileDescriptor ?? 2, sync: true })
  return wrap(
    pino(
      {
        level: options.level,
        base: null,
        timestamp: pino.stdTimeFunctions.isoTime,
        formatters: { level: label => ({ level: label }) },
      },
      destination,
    ),
  )
}

function wrap(logger: pino.Logger): Log {
  return {
    debug: (fields, message) => logger.debug(redactFields(fields), redactText(message)),
    info: (fields, message) => logger.info(redactFields(fields), redactText(message)),
    warn: (fields, message) => logger.warn(redactFields(fields), redactText(message)),
    error: (fields, message) => logger.error(redactFields(fields), redactText(message)),
    with: fields => wrap(logger.child(redactFields(fields))),
  }
}
