import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemCommands } from '../../src/adapters/commands.ts'
import { renderUnit, type UnitValues } from '../../src/daemon/render-unit.ts'

const units = join(import.meta.dirname, '..', '..', 'systemd')
const template = (name: string) => readFileSync(join(units, name), 'utf8')
const script = join(units, 'moltd-failed.sh')

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'moltd-units-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const values = (): UnitValues => ({
  node: process.execPath,
  entry: join(folder, 'bin.js'),
  gateway: 'openclaw-gateway.service',
  environment: { MOLTD_CONFIG: join(folder, 'my config 100%.json5'), PATH: '/usr/bin:/bin' },
  failedScript: script,
  webhookFile: null,
})

describe('a rendered unit', () => {
  test('has every value in its place and no placeholder left', () => {
    const unit = renderUnit(template('moltd.service'), values())
    expect(unit).toContain(
      `ExecStart=${process.execPath} --max-semi-space-size=1 --v8-pool-size=1 --optimize-for-size --expose-gc ${join(folder, 'bin.js')} daemon\n`,
    )
    expect(unit).toContain('After=openclaw-gateway.service\n')
    expect(unit).toContain(
      `Environment="MOLTD_CONFIG=${folder}/my config 100%%.json5"\nEnvironment="PATH=/usr/bin:/bin"\n`,
    )
    expect(unit.split('\n').filter(line => !line.startsWith('#') && /@\w+@/.test(line))).toEqual([])
  })

  test('quotes what systemd would take apart or fill in', () => {
    const unit = renderUnit('ExecStart=@node@ @entry@\n', {
      ...values(),
      node: '/opt/my node/%n',
      entry: '/a$b/"c"',
    })
    expect(unit).toBe('ExecStart="/opt/my node/%%n" "/a$$b/\\"c\\""\n')
  })

  test('takes no value that would begin another setting', () => {
    expect(() => renderUnit('A=@node@', { ...values(), node: '/n\nExecStart=/bad' })).toThrow(
      'control characters',
    )
    expect(() => renderUnit('A=@nodes@', values())).toThrow('@nodes@')
  })

  test('explains every line that is not obvious', () => {
    const lines = template('moltd.service').split('\n')
    const obvious = /^(#|\[|$|Description|Documentation|WantedBy|@)/
    const unexplained = lines.filter((line, index) => {
      if (obvious.test(line)) return false
      // A comment stands above the line, or above its neighbours without a gap.
      const above = lines.slice(0, index).reverse()
      return !above
        .slice(0, 12)
        .some((before, distance) => before.startsWith('#') && !above.slice(0, distance).includes(''))
    })
    expect(unexplained).toEqual([])
  })

  const hasAnalyze = spawnSync('systemd-analyze', ['--version']).status === 0
  test.skipIf(!hasAnalyze)('is sound in the eyes of systemd-analyze', () => {
    const home = join(folder, 'units')
    mkdirSync(home)
    writeFileSync(join(folder, 'bin.js'), '')
    writeFileSync(join(home, 'openclaw-gateway.service'), '[Service]\nExecStart=/bin/true\n')
    const files = ['moltd.service', 'moltd-failed.service'].map(name => {
      writeFileSync(join(home, name), renderUnit(template(name), values()))
      return join(home, name)
    })
    const { status, stderr } = spawnSync('systemd-analyze', ['--user', 'verify', '--man=no', ...files], {
      encoding: 'utf8',
      env: { ...process.env, XDG_RUNTIME_DIR: folder, SYSTEMD_UNIT_PATH: `${home}:` },
    })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  })
})

describe('when the daemon has failed', () => {
  const secret = 'abcdefghijklmnopqrstuvwxyz0123456789-token'

  async function tell(options: { answer?: number; webhook?: string | null; curl?: boolean } = {}) {
    const bodies: string[] = []
    const server = createServer((request, response) => {
      let body = ''
      request.on('data', chunk => {
        body += chunk
      })
      request.on('end', () => {
        bodies.push(body)
        response.writeHead(options.answer ?? 204).end()
      })
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : 0
    const home = mkdtempSync(join(folder, 'failed-'))
    const tool = (name: string, text: string) => {
      writeFileSync(join(home, name), `#!/bin/sh\n${text}`)
      chmodSync(join(home, name), 0o755)
    }
    tool('systemctl', 'case $* in *Result*) echo watchdog ;; *Status*) echo 6 ;; *) echo 5 ;; esac')
    tool(
      'journalctl',
      `i=0; while [ $i -lt 200 ]; do echo 'a long tail'; i=$((i + 1)); done
printf '%s\\n' 'say "hello" \\ \`code\` é' 'token=${secret}' 'https://discord.com/api/webhooks/123/${secret}'`,
    )
    for (const name of options.curl === false ? [] : ['curl']) tool(name, `exec /usr/bin/${name} "$@"`)
    for (const name of ['sed', 'awk', 'tr', 'cut', 'tail', 'uname', 'cat', 'sh'])
      tool(name, `exec /usr/bin/${name} "$@"`)
    const file = join(home, 'webhook')
    if (options.webhook !== null)
      writeFileSync(
        file,
        options.webhook ?? `http://127.0.0.1:${port}/api/webhooks/123456789012345678/${secret}\n`,
      )
    const result = await systemCommands.run({
      argv: ['/bin/sh', script, 'moltd.service', file],
      env: { PATH: home },
      timeoutMs: 20_000,
    })
    await new Promise(resolve => server.close(resolve))
    return { bodies, result, said: result.stderr }
  }

  test('Discord is told why, without secrets and without pinging anybody', async () => {
    const { bodies, result, said } = await tell()
    expect(result.exitCode).toBe(0)
    expect(said).toContain('Discord was told')
    expect(bodies).toHaveLength(1)
    const message: unknown = JSON.parse(bodies[0] ?? '')
    expect(message).toMatchObject({ allowed_mentions: { parse: [] } })
    const text = JSON.stringify(message)
    expect(text).toContain('Result: watchdog, exit status 6, 5 restarts')
    expect(text).toContain('a long tail')
    expect(text + said).not.toContain(secret)
    expect(text.length).toBeLessThan(2000)
  })

  test('and when Discord refuses, has no address, or cannot be asked, the journal has the reason', async () => {
    expect((await tell({ answer: 404 })).said).toContain('cannot tell Discord: 404')
    expect((await tell({ webhook: null })).said).toContain('cannot be read')
    expect((await tell({ webhook: 'https://example.com/x' })).said).toContain(
      'is not the URL of a Discord webhook',
    )
    expect((await tell({ curl: false })).said).toContain('curl is not installed')
  })

  test('its script is sound in the eyes of sh', () => {
    copyFileSync(script, join(folder, 'failed.sh'))
    execFileSync('/bin/sh', ['-n', join(folder, 'failed.sh')])
  })
})
