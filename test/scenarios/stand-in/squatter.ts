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

const program = `import { createServer } from 'node:http'
import { writeFileSync } from 'node:fs'
createServer((_, response) => response.writeHead(404).end('not me')).listen(Number(process.env.OPENCLAW_GATEWAY_PORT), '127.0.0.1', () =>
  writeFileSync(process.env.HOME + '/squatter.pid', String(process.pid)))
`

export function armSquatter({ home }: { home: string }): void {
  writeFileSync(join(home, 'squatter.mjs'), program)
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
