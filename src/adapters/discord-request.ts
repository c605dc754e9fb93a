import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import type { RESTOptions } from 'discord.js'
import { httpModuleFor } from './http-module.ts'

type MakeRequest = RESTOptions['makeRequest']
type Environment = Readonly<Record<string, string | undefined>>

const longestAnswerBytes = 256 * 1024

/**
 * The one HTTP request behind discord.js. Its own transport keeps a connection attempt alive for ten seconds after an abort, and
 * the process with it; here the signal ends everything at once. Goes through the proxy of HTTPS_PROXY and NO_PROXY.
 */
export function requestOnce(
  url: string,
  init: Parameters<MakeRequest>[1],
  signal: AbortSignal,
  environment: Environment,
): ReturnType<MakeRequest> {
  return new Promise((resolve, reject) => {
    const { request, Agent } = httpModuleFor(new URL(url).protocol)
    const proxyEnv = url.startsWith('https:') ? { proxyEnv: { ...environment } } : {} // plain http is this machine
    const sent = request(url, {
      method: init.method ?? 'GET',
      headers: init.headers as OutgoingHttpHeaders, // a plain object, as discord.js builds it
      agent: new Agent({ keepAlive: false, ...proxyEnv }),
      signal,
    })
    sent.on('error', reject)
    sent.on('response', answer => readAnswer(answer).then(resolve, reject))
    sent.end(init.body as string | null) // discord.js has written it as JSON
  })
}

async function readAnswer(answer: IncomingMessage): ReturnType<MakeRequest> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of answer) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes > longestAnswerBytes) throw new Error('the answer is far too long')
  }
  const headers = new Headers()
  for (const [name, value] of Object.entries(answer.headers)) headers.set(name, String(value))
  const status = answer.statusCode ?? 0
  const body = bytes === 0 ? null : Buffer.concat(chunks)
  // Node's own Response is what discord.js's type describes, but for two independent declarations of it.
  return new Response(body, { status, headers }) as unknown as Awaited<ReturnType<MakeRequest>>
}
