import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'

export interface GatewayCommand {
  argv: readonly [string, ...string[]]
  environment: Readonly<Record<string, string>>
  port: number
}

/** Runs a gateway, stand-in or real, as a plain child process; with `restart`, as `Restart=always` would. */
export function runGateway(command: GatewayCommand, { restart = false } = {}) {
  const [program, ...args] = command.argv
  let output = ''
  let stopping = false
  let starts = 0
  const launch = () => {
    starts += 1
    const process = spawn(program, args, {
      env: { ...command.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    process.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
    process.stderr.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
    process.on('exit', code => {
      if (restart && !stopping && code !== 78) child = launch()
    })
    return process
  }
  let child = launch()
  const ended = async () => {
    const current = child
    if (current.exitCode === null && current.signalCode === null) await once(current, 'exit')
    return { exitCode: current.exitCode, signal: current.signalCode, output }
  }
  return {
    pid: () => child.pid ?? 0,
    starts: () => starts,
    output: () => output,
    /** Waits for the end of the present process. */
    ended,
    start() {
      stopping = false
      child = launch()
    },
    async stop() {
      stopping = true
      if (child.exitCode === null) child.kill('SIGTERM')
      return ended()
    },
  }
}

export interface ProbeAnswer {
  status: number
  type: string
  body: string
}

/** One GET; null when nobody listens. */
export async function probe(port: number, path: string): Promise<ProbeAnswer | null> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/${path}`, { signal: AbortSignal.timeout(5000) })
    return {
      status: response.status,
      type: response.headers.get('content-type') ?? '',
      body: await response.text(),
    }
  } catch {
    return null // refused or reset: nobody there yet, or no more
  }
}

/** Asks until the answer is as wished; fails when that takes too long. */
export async function waitForProbe(
  port: number,
  path: string,
  wished: (answer: ProbeAnswer | null) => boolean,
  timeoutMs = 10_000,
): Promise<void> {
  const deadline = Date.now() + timeoutMs
  for (;;) {
    const answer = await probe(port, path)
    if (wished(answer)) return
    if (Date.now() > deadline) throw new Error(`/${path} on ${port} still answers ${JSON.stringify(answer)}`)
    await sleep(20)
  }
}

export const isReady = (answer: ProbeAnswer | null) => answer?.status === 200
