/** What `systemd/moltd.service` and `systemd/moltd-failed.service` leave open; absolute paths. */
export interface UnitValues {
  /** Node that will still be there tomorrow. */
  node: string
  /** moltd's own entry file, `dist/bin.js`. */
  entry: string
  /** Unit of the gateway, for the order at boot; null: there are several, or none yet. */
  gateway: string | null
  /** For the daemon and every run it starts: `MOLTD_CONFIG`, proxies … */
  environment: Readonly<Record<string, string>>
  /** `systemd/moltd-failed.sh`. */
  failedScript: string
  /** File with the webhook's URL; null: the config names none. */
  webhookFile: string | null
}

/** The text of a unit file; every value is quoted as systemd reads it. Throws when a value cannot stand in a unit, or a placeholder is unknown. */
export function renderUnit(template: string, values: UnitValues): string {
  const { node, entry, gateway, environment, failedScript, webhookFile } = values
  const places: Readonly<Record<string, string>> = {
    node: word(node),
    entry: word(entry),
    gateway: gateway === null ? '' : plain(gateway),
    environment: Object.entries(environment)
      .map(([name, value]) => `Environment=${quoted(`${name}=${value}`)}`)
      .join('\n'),
    script: word(failedScript),
    webhook: webhookFile === null ? '' : word(webhookFile),
  }
  return template
    .split('\n')
    .map(line => (line.startsWith('#') ? line : fill(line, places)))
    .filter((line, index, lines) => !(line === '' && lines[index - 1] === ''))
    .join('\n')
}

function fill(line: string, places: Readonly<Record<string, string>>): string {
  return line.replaceAll(/(?<![\w.-])@(\w+)@/g, (_, name: string) => {
    const value = places[name]
    if (value === undefined) throw new Error(`a unit has the unknown placeholder @${name}@`)
    return value
  })
}

/** A word of a command line: systemd puts in specifiers (%) and variables ($). */
function word(text: string): string {
  const safe = plain(text).replaceAll('$', '$$$$')
  return /^[\w@%+=:,./$-]+$/.test(safe) ? safe : quoted(safe, safe)
}

function quoted(text: string, safe = plain(text)): string {
  return `"${safe.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}

function plain(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a line break in a value would begin another setting
  if (/[\0-\x1f\x7f]/.test(text)) throw new Error('a value with control characters cannot stand in a unit')
  return text.replaceAll('%', '%%')
}
