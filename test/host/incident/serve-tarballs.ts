// Runs inside a host: a registry on loopback that offers packed versions of OpenClaw, the highest as the latest.
//   node serve-tarballs.ts FOLDER PORT      FOLDER holds <version>.tgz and <version>.json (its package.json)
import { createHash } from 'node:crypto'
import { createReadStream, readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'

const [folder = '.', port = '0'] = process.argv.slice(2)
const versions = readdirSync(folder)
  .filter(name => name.endsWith('.tgz'))
  .map(name => name.slice(0, -4))
  .sort()
const url = `http://127.0.0.1:${port}/openclaw`

const described = versions.map(version => {
  const integrity = createHash('sha512')
    .update(readFileSync(join(folder, `${version}.tgz`)))
    .digest('base64')
  const manifest: object = JSON.parse(readFileSync(join(folder, `${version}.json`), 'utf8'))
  const dist = { tarball: `${url}/-/openclaw-${version}.tgz`, integrity: `sha512-${integrity}` }
  return [version, { ...manifest, dist }] as const
})
const packument = JSON.stringify({
  name: 'openclaw',
  'dist-tags': { latest: versions.at(-1) },
  versions: Object.fromEntries(described),
  time: Object.fromEntries(versions.map(version => [version, '2026-02-20T00:00:00.000Z'])),
})

createServer((request, response) => {
  const version = /^\/openclaw\/-\/openclaw-(.+)\.tgz$/.exec(request.url ?? '')?.[1]
  if (request.url === '/openclaw') response.setHeader('Content-Type', 'application/json').end(packument)
  else if (version !== undefined && versions.includes(version))
    createReadStream(join(folder, `${version}.tgz`)).pipe(response)
  else response.writeHead(404).end('{}')
}).listen(Number(port), '127.0.0.1', () => console.log('serving'))
