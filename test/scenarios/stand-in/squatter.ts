import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * A shell command for after the stop: once, it starts a stranger that takes the gateway's port, and returns when it has it.
 * `home` and `port` come from the environment of the gateway.
 */
export const takeThePort = `[ -e "$HOME/squatter.armed" ] && rm "$HOME/squatter.armed" && {
  setsid "${process.execPath}" "$HOME/squatter.mjs" >/dev/null 2>&1 &
  until [ -e "$HOME/squatter.pid" ]; do sleep 0.05; done
}`

const strangers = {
  page: `import { createServer } from 'node:http'
const server = createServer((_, response) => response.writeHead(404).end('not me'))`,
  mute: `import { createServer } from 'node:net'
const server = createServer(socket => socket.destroy())`,
}

const takesPort = `import { writeFileSync } from 'node:fs'
server.listen(Number(process.env.OPENCLAW_GATEWAY_PORT), '127.0.0.1', () =>
  writeFileSync(process.env.HOME + '/squatter.pid', String(process.pid)))
`

/** `page`: it answers HTTP; `mute`: it hangs up on everybody. */
export function armSquatter({ home }: { home: string }, stranger: keyof typeof strangers): void {
  writeFileSync(join(home, 'squatter.mjs'), `${strangers[stranger]}\n${takesPort}`)
  writeFileSync(join(home, 'squatter.armed'), '')
}

/** Ends it, if it ever came. */
export function endSquatter({ home }: { home: string }): number | null {
  try {
    const pid = Number(readFileSync(join(home, 'squatter.pid'), 'utf8'))
    process.kill(pid, 'SIGKILL')
    return pid
  } catch {
    return null // it never came, or has gone
  }
}
