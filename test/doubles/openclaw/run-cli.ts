import { execFile } from 'node:child_process'

export interface CliResult {
  exitCode: number
  stdout: string
  stderr: string
}

/** Runs a command to its end; its exit code is part of the answer. */
export function runCli(
  argv: readonly [string, ...string[]],
  environment: Readonly<Record<string, string>>,
): Promise<CliResult> {
  const [program, ...args] = argv
  return new Promise(resolve => {
    execFile(program, args, { env: { ...environment }, timeout: 120_000 }, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : typeof error.code === 'number' ? error.code : -1
      resolve({ exitCode, stdout, stderr })
    })
  })
}
