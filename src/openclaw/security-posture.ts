import { join } from 'node:path'
import type { World } from '../ports/world.ts'
import type { Gateway } from './gateway.ts'
import { type OpenclawConfig, readOpenclawConfig } from './openclaw-config.ts'

export interface Weakness {
  /** Stable: `auth-none-exposed`. */
  code: string
  isCritical: boolean
  text: string
  hint: string
}

/** OpenClaw's own audit finds fault with a shared secret that is shorter. */
const leastTokenLength = 24

/** How the gateway is guarded, from its config and its files. No secret leaves this function. Errors: E_OPENCLAW_CONFIG. */
export async function findWeaknesses(world: Pick<World, 'files'>, gateway: Gateway): Promise<Weakness[]> {
  const [config, exposed] = await Promise.all([
    readOpenclawConfig(world, gateway.configPath),
    findExposedFiles(world, gateway),
  ])
  const environment = gateway.definition.environment
  return [...judgeAuth(config, environment), ...exposed]
}

function judgeAuth(config: OpenclawConfig, environment: Readonly<Record<string, string>>): Weakness[] {
  const found: Weakness[] = []
  const isExposed = config.bind !== null && config.bind !== 'loopback' && config.bind !== 'auto'
  const mode = config.authMode ?? 'token'
  if (mode === 'none')
    found.push({
      code: isExposed ? 'auth-none-exposed' : 'auth-none',
      isCritical: isExposed,
      text: isExposed
        ? `the gateway asks nobody for a token and is bound to ${config.bind}: whoever reaches it commands the agent`
        : 'the gateway asks nobody for a token',
      hint: 'openclaw config set gateway.auth.mode token, then openclaw doctor --fix',
    })
  if (mode === 'token') found.push(...judgeToken(config, environment.OPENCLAW_GATEWAY_TOKEN))
  if (config.sharesHooksToken)
    found.push({
      code: 'hooks-token-shared',
      isCritical: true,
      text: 'hooks.token is the gateway’s own token: whoever may send a hook commands the agent (2026.2.19 and later refuse to start)',
      hint: 'openclaw config set hooks.token <another one>',
    })
  return found
}

function judgeToken({ hasToken, tokenLength }: OpenclawConfig, inherited: string | undefined): Weakness[] {
  const length = inherited?.length ?? tokenLength
  const hint = 'openclaw config set gateway.auth.token "$(openssl rand -hex 32)"'
  if (!hasToken && !inherited)
    return [{ code: 'token-missing', isCritical: true, text: 'the gateway has no token', hint }]
  // a reference to a secret kept elsewhere has no length that we could know
  if (length === null || length >= leastTokenLength) return []
  const text = `the gateway’s token has ${length} characters, fewer than ${leastTokenLength}`
  return [{ code: 'token-short', isCritical: false, text, hint }]
}

async function findExposedFiles(
  { files }: Pick<World, 'files'>,
  { configPath, stateFolder }: Gateway,
): Promise<Weakness[]> {
  const secrets = [configPath, join(stateFolder, 'credentials'), join(stateFolder, '.env')]
  const agents = await files.list(join(stateFolder, 'agents'))
  for (const agent of agents) secrets.push(join(stateFolder, 'agents', agent, 'agent', 'auth-profiles.json'))
  const found = await Promise.all(
    secrets.map(async (path): Promise<Weakness[]> => {
      const stat = await files.statTarget(path)
      if (stat === null || (stat.mode & 0o077) === 0) return []
      const mode = (stat.mode & 0o777).toString(8)
      return [
        {
          code: `exposed ${path}`,
          isCritical: (stat.mode & 0o007) !== 0,
          text: `others on this machine may read ${path} (mode ${mode})`,
          hint: `chmod ${stat.kind === 'directory' ? 700 : 600} ${path}`,
        },
      ]
    }),
  )
  return found.flat()
}
