import JSON5 from 'json5'
import type { Gateway } from '../../openclaw/gateway.ts'
import { isSecretName, redactText } from '../../ports/redaction.ts'
import type { World } from '../../ports/world.ts'

const censored = '[redacted]'
/** Anything shorter is a word that stands everywhere. */
const leastCharacters = 6

/** Every secret that OpenClaw is given: by its config, its unit, its `.env`, and our own environment. */
export async function findSecrets(
  { files, environment }: Pick<World, 'files' | 'environment'>,
  { configPath, stateFolder, definition }: Pick<Gateway, 'configPath' | 'stateFolder' | 'definition'>,
): Promise<string[]> {
  const [config, dotEnv] = await Promise.all(
    [configPath, `${stateFolder}/.env`].map(path => files.readTextIfThere(path).catch(() => null)), // unreadable for us: nothing of it can come from us
  )
  const assigned = Array.from(
    (dotEnv ?? '').matchAll(/^\s*(?:export\s+)?(\w+)\s*=\s*["']?([^"'\n]*)/gm),
    match => [match[1] ?? '', match[2] ?? ''],
  )
  return secretsIn(parse(config ?? ''), definition.environment, environment, Object.fromEntries(assigned))
}

/** Texts that stand under a name which sounds like a secret, or under something below it. */
export function secretsIn(...sources: readonly unknown[]): string[] {
  const found = new Set<string>()
  const visit = (value: unknown, isSecret: boolean) => {
    if (typeof value === 'string' || typeof value === 'number') {
      if (isSecret && String(value).length >= leastCharacters) found.add(String(value))
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, member] of Object.entries(value))
        visit(member, isSecret || isSecretName(name) || /(^|_)key$/i.test(name))
    }
  }
  for (const source of sources) visit(source, false)
  return [...found].toSorted((one, other) => other.length - one.length)
}

/** The text without these secrets, however they are written down, and without whatever else looks like one. */
export function hideSecrets(text: string, secrets: readonly string[]): string {
  const known = secrets.flatMap(secret => [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
  ])
  return redactText(known.reduce((kept, secret) => kept.replaceAll(secret, censored), text))
}

function parse(text: string): unknown {
  try {
    return JSON5.parse(text)
  } catch {
    return null // a config that is broken; what looks like a secret is hidden all the same
  }
}
