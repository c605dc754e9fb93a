import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('../../src/bin.ts', import.meta.url))

export interface Spoken {
  exitCode: number
  stdout: string
  stderr: string
}

/** The command as a person runs it, in a process of its own, with nothing but this home. */
export function spawnMoltd(
  home: string,
  argv: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Spoken> {
  return spawn([process.execPath, program, ...argv], home, environment)
}

/** The same by a shell; `moltd` is the command. */
export function spawnShell(home: string, script: string): Promise<Spoken> {
  const moltd = `moltd() { "${process.execPath}" "${program}" "$@"; }`
  return spawn(['/bin/sh', '-c', `${moltd}; ${script}`], home, {})
}

export function writeConfig(home: string, text: string): string {
  const path = join(home, '.config/moltd/config.json5')
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  return path
}

function spawn(
  [file = '', ...args]: readonly string[],
  home: string,
  environment: Readonly<Record<string, string>>,
): Promise<Spoken> {
  const env = {
    HOME: home,
    PATH: '/usr/bin:/bin',
    npm_config_registry: 'http://127.0.0.1:9/',
    ...environment,
  }
  return new Promise(resolve => {
    execFile(file, args, { env, timeout: 60_000 }, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : typeof error.code === 'number' ? error.code : -1
      resolve({ exitCode, stdout, stderr })
    })
  })
}
