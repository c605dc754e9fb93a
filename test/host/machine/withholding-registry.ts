import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'

/** A registry on this machine's loopback that is the real one but for the versions of OpenClaw that were taken away. */
export interface WithholdingRegistry {
  readonly url: string
  /** From now on as if it had been unpublished. */
  withhold(version: string): void
  /** What was asked of it that has to do with a withheld version. */
  readonly refused: readonly string[]
  close(): Promise<void>
}

const document = z.looseObject({
  versions: z.record(z.string(), z.unknown()),
  'dist-tags': z.record(z.string(), z.string()),
})

export async function serveWithholding(registry: string): Promise<WithholdingRegistry> {
  const real = registry.replace(/\/$/, '')
  const withheld = new Set<string>()
  const refused: string[] = []
  const server = createServer((request, response) => {
    answer(request, response).catch((error: Error) => {
      if (response.headersSent) response.destroy()
      else response.writeHead(502).end(error.message)
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '/'
    const [, version] = /^\/openclaw\/-\/openclaw-(.+)\.tgz$/.exec(path) ?? []
    if (version !== undefined && withheld.has(version)) {
      refused.push(path)
      response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":"Not found"}')
    } else if (path === '/openclaw') await describe(request, response)
    else await passOn(path, request, response)
  }

  /** No redirect: npm's cache would know the answer by another address than it is asked for. */
  async function passOn(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { accept = '*/*' } = request.headers
    const { status, headers, body } = await fetch(`${real}${path}`, { headers: { accept } })
    const type = headers.get('content-type') ?? 'application/octet-stream'
    response.writeHead(status, { 'content-type': type })
    if (body === null) response.end()
    else await pipeline(Readable.fromWeb(body), response)
  }

  async function describe(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { accept = 'application/json' } = request.headers
    const told = document.parse(await (await fetch(`${real}/openclaw`, { headers: { accept } })).json())
    for (const version of withheld) delete told.versions[version]
    const tags = Object.entries(told['dist-tags']).filter(([, version]) => !withheld.has(version))
    told['dist-tags'] = Object.fromEntries(tags)
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(told))
  }

  return {
    url: `http://127.0.0.1:${port}/`,
    refused,
    withhold: version => void withheld.add(version),
    close: () =>
      new Promise<void>(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
