import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'

export interface ProxyServer {
  /** `http://127.0.0.1:…` */
  url: string
  /** Whom it was asked to connect to, in order: `host:port`. */
  targets: string[]
  close(): void
}

/** A proxy as companies have it: it connects whoever asks with CONNECT, and sees no more than where to. */
export async function startProxyServer(): Promise<ProxyServer> {
  const targets: string[] = []
  const sockets = new Set<Socket>()
  const keep = (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket))
    return socket
  }
  const server = createServer((_, response) => response.writeHead(405).end())
  server.on('connect', (request, client: Socket) => {
    const target = request.url ?? ''
    targets.push(target)
    const { hostname, port } = new URL(`http://${target}`)
    const there = keep(connect(Number(port), hostname))
    keep(client).on('close', () => there.destroy())
    there.on('close', () => client.destroy())
    there.on('connect', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      client.pipe(there).pipe(client)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    targets,
    close: () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}
