import { spawn } from 'node:child_process'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

export interface GitServerFaults {
  /** Answers with this status instead. */
  status: number | null
  /** Wants this password. */
  password: string | null
  /** Breaks the connection after so many bytes of a fetch's answer. */
  cutFetchAfter: number | null
  /** Breaks the connection after so many bytes of a push have come in. */
  cutPushAfter: number | null
  /** Takes requests and never answers. */
  hangs: boolean
}

/** The repositories of a folder over http, by git's own `http-backend`, on loopback. */
export async function serveGit(folder: string) {
  const faults: GitServerFaults = {
    status: null,
    password: null,
    cutFetchAfter: null,
    cutPushAfter: null,
    hangs: false,
  }
  const requests: string[] = []
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`)
    if (faults.hangs) return
    if (faults.status !== null) {
      response.writeHead(faults.status).end()
      return
    }
    const given = Buffer.from(request.headers.authorization?.replace('Basic ', '') ?? '', 'base64').toString()
    if (faults.password !== null && given.split(':')[1] !== faults.password)
      response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end()
    else askBackend(request, response)
  })

  function askBackend(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', 'http://localhost')
    const backend = spawn('git', ['http-backend'], {
      env: {
        PATH: process.env.PATH,
        GIT_PROJECT_ROOT: folder,
        GIT_HTTP_EXPORT_ALL: '1',
        GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
        GIT_CONFIG_COUNT: '1',
        GIT_CONFIG_KEY_0: 'http.receivepack',
        GIT_CONFIG_VALUE_0: 'true',
        PATH_INFO: decodeURIComponent(url.pathname),
        QUERY_STRING: url.search.slice(1),
        REQUEST_METHOD: request.method ?? 'GET',
        CONTENT_TYPE: request.headers['content-type'] ?? '',
        HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
        REMOTE_ADDR: '127.0.0.1',
      },
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    backend.stdin.on('error', () => undefined) // it need not read to the end
    const isPush = url.pathname.endsWith('/git-receive-pack')
    let taken = 0
    request.on('data', (chunk: Buffer) => {
      taken += chunk.length
      if (isPush && faults.cutPushAfter !== null && taken > faults.cutPushAfter) {
        backend.kill('SIGKILL')
        request.socket.destroy()
        return
      }
      backend.stdin.write(chunk)
    })
    request.on('end', () => backend.stdin.end())
    answer(backend.stdout, response, url.pathname.endsWith('/git-upload-pack') ? faults : null)
  }

  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    faults,
    requests,
    close: () =>
      new Promise<void>(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** A CGI answer: headers, an empty line, the body. */
function answer(
  output: NodeJS.ReadableStream,
  response: ServerResponse,
  faults: Pick<GitServerFaults, 'cutFetchAfter'> | null,
): void {
  let head: Buffer | null = Buffer.alloc(0)
  let given = 0
  const give = (chunk: Buffer) => {
    given += chunk.length
    const limit = faults?.cutFetchAfter ?? null
    if (limit === null || given <= limit) return void response.write(chunk)
    response.write(chunk.subarray(0, Math.max(0, chunk.length - (given - limit))))
    response.socket?.destroy()
  }
  output.on('data', (chunk: Buffer) => {
    if (head === null) return give(chunk)
    head = Buffer.concat([head, chunk])
    const end = head.indexOf('\r\n\r\n')
    if (end === -1) return
    const lines = head.toString('latin1', 0, end).split('\r\n')
    const headers = lines.map(line => line.split(/: (.*)/s).slice(0, 2) as [string, string])
    const status = headers.find(([name]) => name === 'Status')?.[1] ?? '200'
    response.writeHead(
      Number.parseInt(status, 10),
      Object.fromEntries(headers.filter(([name]) => name !== 'Status')),
    )
    const body = head.subarray(end + 4)
    head = null
    if (body.length > 0) give(body)
  })
  output.on('end', () => response.end())
}
