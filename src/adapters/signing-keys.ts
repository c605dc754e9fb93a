import { z } from 'zod'
import { httpModuleFor } from './http-module.ts'

const answerSchema = z.object({
  keys: z.array(z.object({ keyid: z.string(), key: z.string(), expires: z.string().nullish() })),
})

/** As pacote wants them: `//host/path/:_keys`. Empty when the registry publishes none. */
export type SigningKeys = Readonly<
  Record<string, readonly { keyid: string; pemkey: string; expires: string | null }[]>
>

const timeoutMs = 15_000
const longestBytes = 1024 * 1024

/** The keys with which a registry signs, by npm's own convention. */
export async function readSigningKeys(
  registry: string,
  environment: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<SigningKeys> {
  const base = new URL(registry.endsWith('/') ? registry : `${registry}/`)
  const text = await get(new URL('-/npm/v1/keys', base), environment, signal)
  if (text === null) return {}
  const keys = answerSchema.parse(JSON.parse(text)).keys.map(({ keyid, key, expires }) => ({
    keyid,
    pemkey: `-----BEGIN PUBLIC KEY-----\n${key}\n-----END PUBLIC KEY-----`,
    expires: expires ?? null,
  }))
  return { [`//${base.host}${base.pathname}:_keys`]: keys }
}

/** null: there is no such thing there. */
function get(
  url: URL,
  environment: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<string | null> {
  const { request, Agent } = httpModuleFor(url.protocol)
  return new Promise((resolve, reject) => {
    const agent = new Agent({ keepAlive: false, proxyEnv: { ...environment } })
    const stop = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
    const sent = request(url, { agent, signal: stop }, answer => {
      let text = ''
      answer.setEncoding('utf8')
      answer.on('data', (chunk: string) => {
        text += chunk
        if (text.length > longestBytes) sent.destroy(new Error('too long'))
      })
      answer.on('error', reject)
      answer.on('end', () => resolve(answer.statusCode === 200 ? text : null))
    })
    sent.on('error', reject)
    sent.end()
  })
}
