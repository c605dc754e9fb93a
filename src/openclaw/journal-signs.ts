export interface JournalSign {
  /** Stable: `module-not-found`. */
  code: string
  /** What it means, for a person. */
  text: string
  /** The gateway cannot be whole with it; else it is worth a word. */
  isGrave: boolean
}

const signs: readonly (JournalSign & { pattern: RegExp })[] = [
  {
    code: 'module-not-found',
    text: 'code of the program is missing',
    isGrave: true,
    pattern: /ERR_MODULE_NOT_FOUND|Cannot find (?:module|package) /,
  },
  {
    code: 'config-invalid',
    text: 'OpenClaw refuses its config',
    isGrave: true,
    pattern: /Config invalid|Invalid config(?::| at )/i,
  },
  {
    code: 'migration-refused',
    text: 'a migration of the state did not complete',
    isGrave: true,
    pattern:
      /startup migrations did not complete|Legacy exec approvals exist|uses newer schema version|migration (?:failed|refused)/i,
  },
  {
    code: 'security-refusal',
    text: 'OpenClaw refuses something for security reasons',
    isGrave: false,
    pattern: /SECURITY ERROR|Refusing to (?:bind|start)|plaintext ws:\/\//i,
  },
  {
    code: 'plugin-load-failed',
    text: 'a plugin does not load',
    isGrave: false,
    pattern: /plugin (?:load|registration) failed|failed to load plugin|plugin not available/i,
  },
]

export interface SignedLine extends JournalSign {
  /** What the line says, with what follows when it ends in a colon. */
  said: string
  /** Equal for the same complaint at another time, by another process. */
  fingerprint: string
}

/** The lines of a journal that tell of known trouble. */
export function findSigns(lines: readonly string[]): SignedLine[] {
  return lines.flatMap((line, index) => {
    const sign = signs.find(({ pattern }) => pattern.test(line))
    if (sign === undefined) return []
    const { code, text, isGrave } = sign
    const message = messageOf(line)
    const said = message.endsWith(':') ? `${message} ${messageOf(lines[index + 1] ?? '')}` : message
    return [{ code, text, isGrave, said, fingerprint: `${code}: ${fingerprintOf(message)}` }]
  })
}

/** Without times, process ids, hashes of bundles, addresses and other numbers. */
function fingerprintOf(message: string): string {
  return message
    .replace(new RegExp(time, 'g'), '')
    .replace(/-[A-Za-z0-9_-]{8}(?=\.m?js)/g, '-*')
    .replace(/\b[0-9a-f]{7,}\b/gi, '*')
    .replace(/\d+/g, '*')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 160)
}

const time = '\\b\\d{4}-\\d\\d-\\d\\dT[\\d:.]+(?:Z|[+-]\\d\\d:\\d\\d)?'
const ownTime = new RegExp(`^${time} `)

/** `Nov 22 15:59:17 host node[670]: message`, as journalctl shows it; OpenClaw puts a time of its own before its message. */
function messageOf(line: string): string {
  return line.replace(/^.{0,120}?\w+\[\d+\]: /, '').replace(ownTime, '')
}
