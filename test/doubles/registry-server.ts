import { createHash } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { packTar } from './pack-tar.ts'

/**
 * A registry on loopback that serves the versions in a folder (`<version>/package.json …`, `dist-tags.json`) as one package, with real
 * tarballs and their real integrity. The folder is read at each request: what is published or withdrawn counts at once.
 */
export async function serveRegistry(folder: string, options: { name?: string; port?: number } = {}) {
  const name = options.name ?? 'openclaw'
  const requests: string[] = []
  const faults = { status: null as number | null, corrupt: false, withheld: false }
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`)
    answer(request, response).catch((error: Error) => send(response, 500, { error: error.message }))
  })
  await new Promise<void>(resolve => server.listen(options.port ?? 0, '127.0.0.1', resolve))
  const address = server.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  const url = `http://127.0.0.1:${port}/`

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (faults.status !== null) return send(response, faults.status, { error: 'as ordered' })
    const path = decodeURIComponent(new URL(request.url ?? '/', url).pathname)
    const tarball =
      path.startsWith(`/${name}/-/${name}-`) && path.endsWith('.tgz')
        ? path.slice(`/${name}/-/${name}-`.length, -4)
        : null
    if (tarball) return sendTarball(response, tarball)
    if (path === `/${name}`) return send(response, 200, await describePackage())
    send(response, 404, { error: 'Not found' })
  }

  async function sendTarball(response: ServerResponse, version: string): Promise<void> {
    if (faults.withheld || !(await listVersions(folder)).includes(version))
      return send(response, 404, { error: 'Not found' })
    const tarball = await pack(folder, version)
    if (faults.corrupt) tarball.writeUInt8(tarball.readUInt8(40) ^ 0xff, 40)
    response.writeHead(200, { 'Content-Type': 'application/octet-stream' })
    response.end(tarball)
  }

  async function describePackage() {
    const versions: Record<string, unknown> = {}
    const time: Record<string, string> = {}
    for (const version of await listVersions(folder)) {
      const root = join(folder, version)
      const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
      versions[version] = {
        ...manifest,
        version,
        _id: `${name}@${version}`,
        dist: await describeTarball(version),
      }
      time[version] = (await stat(root)).mtime.toISOString()
    }
    return {
      _id: name,
      name,
      'dist-tags': JSON.parse(await readFile(join(folder, 'dist-tags.json'), 'utf8')),
      versions,
      time,
    }
  }

  async function describeTarball(version: string) {
    const tarball = await pack(folder, version)
    return {
      tarball: `${url}${name}/-/${name}-${version}.tgz`,
      integrity: `sha512-${createHash('sha512').update(tarball).digest('base64')}`,
      shasum: createHash('sha1').update(tarball).digest('hex'),
      unpackedSize: (await listFiles(join(folder, version))).reduce(
        (sum, file) => sum + file.content.length,
        0,
      ),
    }
  }

  return {
    url,
    requests,
    faults,
    close: () =>
      new Promise<void>(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** The same bytes for the same content, whenever it is packed. */
async function pack(folder: string, version: string): Promise<Buffer> {
  return gzipSync(packTar(await listFiles(join(folder, version), 'package')))
}

async function listVersions(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  return entries.filter(entry => entry.isDirectory()).map(entry => entry.name)
}

async function listFiles(root: string, under = '') {
  const entries = await readdir(root, { withFileTypes: true, recursive: true })
  const paths = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
  const files = paths.sort().map(async path => ({
    name: `${under}${path.slice(root.length)}`,
    mode: (await stat(path)).mode & 0o777,
    content: await readFile(path),
  }))
  return Promise.all(files)
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' })
  response.end(JSON.stringify(body))
}
