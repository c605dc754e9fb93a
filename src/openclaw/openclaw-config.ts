import JSON5 from 'json5'
import { z } from 'zod'
import { MoltdError, reasonOf } from '../ports/errors.ts'
import type { World } from '../ports/world.ts'

/** What moltd needs to know of `openclaw.json`; secrets are only counted, never kept. */
export interface OpenclawConfig {
  port: number | null
  /** The gateway ends TLS itself. */
  tls: boolean
  bind: string | null
  authMode: string | null
  hasToken: boolean
  /** Null when it is kept elsewhere, or there is none. */
  tokenLength: number | null
  hasHooksToken: boolean
  /** The hooks' token is the gateway's: refused from 2026.2.19 on. */
  sharesHooksToken: boolean
  autoUpdate: boolean
  updateChannel: string | null
  lastTouchedVersion: string | null
}

/** A section that has another shape than we know counts as absent: judging the config is OpenClaw's. */
const section = <Shape extends z.ZodRawShape>(shape: Shape) => z.object(shape).optional().catch(undefined)
const text = z.string().optional().catch(undefined)

const schema = z.object({
  gateway: section({
    port: z.number().int().min(1).max(65_535).optional().catch(undefined),
    bind: text,
    tls: section({ enabled: z.boolean().optional().catch(undefined) }),
    auth: section({ mode: text, token: z.unknown().optional() }),
  }),
  hooks: section({ token: z.unknown().optional() }),
  update: section({ channel: text, auto: section({ enabled: z.boolean().optional().catch(undefined) }) }),
  meta: section({ lastTouchedVersion: text }),
})

/** Reads `openclaw.json`; one that is not there is an empty one. Errors: E_OPENCLAW_CONFIG. */
export async function readOpenclawConfig(world: Pick<World, 'files'>, path: string): Promise<OpenclawConfig> {
  return viewOpenclawConfig(await readOpenclawDocument(world, path), path)
}

/** The whole of `openclaw.json`, secrets and all: for comparing, never for showing or keeping. Errors: E_OPENCLAW_CONFIG. */
export async function readOpenclawDocument(world: Pick<World, 'files'>, path: string): Promise<unknown> {
  const content = await world.files.readTextIfThere(path).catch((thrown: unknown) => {
    throw failure(path, `it cannot be read (${codeOf(thrown)})`, 'Make it readable for your user.')
  })
  return content === null ? {} : parseJson5(path, content)
}

/** What moltd needs of a document that was read from `path`. Errors: E_OPENCLAW_CONFIG. */
export function viewOpenclawConfig(document: unknown, path: string): OpenclawConfig {
  const parsed = schema.safeParse(document)
  if (!parsed.success) throw failure(path, 'it holds no object', 'Run `openclaw config validate`.')
  return toView(parsed.data)
}

function toView({ gateway, hooks, update, meta }: z.infer<typeof schema>): OpenclawConfig {
  const token = gateway?.auth?.token
  const hooksToken = hooks?.token
  return {
    port: gateway?.port ?? null,
    tls: gateway?.tls?.enabled ?? false,
    bind: gateway?.bind ?? null,
    authMode: gateway?.auth?.mode ?? null,
    hasToken: isSet(token),
    tokenLength: typeof token === 'string' && token !== '' ? token.length : null,
    hasHooksToken: isSet(hooksToken),
    sharesHooksToken: isSet(token) && token === hooksToken,
    autoUpdate: update?.auto?.enabled ?? false,
    updateChannel: update?.channel ?? null,
    lastTouchedVersion: meta?.lastTouchedVersion ?? null,
  }
}

/** A string, or a reference to a secret kept elsewhere. */
function isSet(secret: unknown): boolean {
  return typeof secret === 'string' ? secret !== '' : secret !== undefined && secret !== null
}

function parseJson5(path: string, content: string): unknown {
  try {
    return JSON5.parse(content)
  } catch (thrown) {
    // JSON5 names the place and one character, never a value.
    throw failure(
      path,
      reasonOf(thrown).replace(/^JSON5: /, ''),
      'Run `openclaw doctor --fix`, or correct the file.',
    )
  }
}

function failure(path: string, why: string, hint: string): MoltdError {
  return new MoltdError('E_OPENCLAW_CONFIG', `cannot read OpenClaw's config ${path}: ${why}`, hint)
}

function codeOf(thrown: unknown): string {
  const code: unknown = thrown instanceof Error ? Reflect.get(thrown, 'code') : null
  return typeof code === 'string' ? code : 'unknown reason'
}
