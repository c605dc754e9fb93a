import { describeKeys, type KeyDescription } from '../config/describe-keys.ts'

/** What a person chose; a key that is left out keeps its default, also in later versions. */
export interface Choices {
  unit?: string | undefined
  cron: string
  timezone?: string | undefined
  mode: string
  webhookFile?: string | undefined
  /** Whether to mirror the source, and where the mirror goes on to. */
  mirror?: { origin?: string | undefined } | undefined
}

type Values = { readonly [key: string]: string | true | undefined | Values }

/** A config file with these choices, each with its sentence from the reference. */
export function renderConfig(choices: Choices): string {
  const values: Values = {
    gateway: { unit: choices.unit },
    schedule: { cron: choices.cron, timezone: choices.timezone },
    policy: { mode: choices.mode },
    mirror: choices.mirror === undefined ? undefined : { enabled: true, origin: choices.mirror.origin },
    notify: { discord: { webhookUrlFile: choices.webhookFile } },
  }
  return [
    '// moltd, as `moltd init` set it up. Every key and its default: `moltd config print`, docs/configuration.md.',
    '// `moltd config check` says whether the file is sound; the daemon takes a change with `systemctl --user reload moltd`.',
    '{',
    ...renderKeys(describeKeys(), values, '  '),
    '}',
    '',
  ].join('\n')
}

function renderKeys(keys: readonly KeyDescription[], values: Values, indent: string): string[] {
  return keys.flatMap(key => {
    const name = key.path.at(-1) ?? ''
    const value = values[name]
    if (value === undefined) return []
    const comment = `${indent}// ${key.description}`
    if (typeof value !== 'object') return [comment, `${indent}${name}: ${JSON.stringify(value)},`]
    const below = renderKeys(key.keys, value, `${indent}  `)
    return below.length === 0 ? [] : [comment, `${indent}${name}: {`, ...below, `${indent}},`]
  })
}
