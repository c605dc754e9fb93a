import { createRequire } from 'node:module'
import type { Logger } from 'pino'
import type { Log, LogFields } from '../ports/log.ts'
import { redactFields, redactText } from '../ports/redaction.ts'

const levels = ['debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof levels)[number]

interface LogOptions {
  level: LogLevel
  fileDescriptor?: number
}

/** JSON lines on standard error, written at once, so that a killed process leaves its last line. Most commands have none to write: pino is loaded by the first. */
export function createLog(options: LogOptions): Log {
  return wrap(options.level, () => openLogger(options))
}

function openLogger({ level, fileDescriptor = 2 }: LogOptions): Logger {
  const pino: typeof import('pino') = createRequire(import.meta.url)('pino')
  return pino.pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: label => ({ level: label }) },
    },
    pino.destination({ dest: fileDescriptor, sync: true }),
  )
}

function wrap(level: LogLevel, open: () => Logger): Log {
  let opened: Logger | null = null
  const logger = () => {
    opened ??= open()
    return opened
  }
  const write =
    (rank: Exclude<LogLevel, 'silent'>) =>
    (fields: LogFields, message: string): void => {
      if (levels.indexOf(rank) >= levels.indexOf(level))
        logger()[rank](redactFields(fields), redactText(message))
    }
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    with: fields => wrap(level, () => logger().child(redactFields(fields))),
  }
}
