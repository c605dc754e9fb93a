import { describe, expect, test } from 'vitest'
import { systemCommands } from '../../src/adapters/commands.ts'
import { plainCommands } from '../../src/adapters/plain-commands.ts'
import { describeProcess } from '../../src/adapters/processes.ts'

const timeoutMs = 20_000

describe.each([
  ['commands', systemCommands],
  ['plain commands', plainCommands],
] as const)('%s', (_, commands) => {
  test('a non-zero exit is an answer with both outputs', async () => {
    const result = await commands.run({ argv: ['sh', '-c', 'echo out; echo err >&2; exit 3'], timeoutMs })
    expect(result).toMatchObject({
      exitCode: 3,
      stdout: 'out\n',
      stderr: 'err\n',
      timedOut: false,
      startError: null,
    })
  })

  test.each([
    ['a program that does not exist', { argv: ['/nowhere/at/all'] as const }, 'ENOENT'],
    ['a file that is no program', { argv: ['/etc/passwd'] as const }, 'EACCES'],
    ['a working folder that does not exist', { argv: ['true'] as const, cwd: '/nowhere' }, 'ENOENT'],
    ['an argument with a null byte', { argv: ['echo', 'a\0b'] as const }, 'null bytes'],
  ])('%s says why it did not start', async (_, spec, reason) => {
    const result = await commands.run({ ...spec, timeoutMs })
    expect(result.exitCode).toBeNull()
    expect(result.startError).toContain(reason)
  })

  test('a given environment is the whole environment', async () => {
    const result = await commands.run({ argv: ['/usr/bin/env'], env: { ONLY: 'this' }, timeoutMs })
    expect(result.stdout).toBe('ONLY=this\n')
  })

  test('input reaches the command, and no input is a closed one', async () => {
    expect((await commands.run({ argv: ['cat'], input: 'hello', timeoutMs })).stdout).toBe('hello')
    expect((await commands.run({ argv: ['cat'], timeoutMs })).stdout).toBe('')
  })

  test('an abort ends the command and rejects with its reason', async () => {
    const controller = new AbortController()
    const running = commands.run({ argv: ['sleep', '60'], timeoutMs, signal: controller.signal })
    controller.abort(new Error('enough'))
    await expect(running).rejects.toThrow('enough')
  })

  test('a command that takes too long is ended', async () => {
    const result = await commands.run({
      argv: ['sh', '-c', 'trap "" TERM; while :; do sleep 0.1; done'],
      timeoutMs: 200,
    })
    expect(result).toMatchObject({ exitCode: null, timedOut: true, startError: null })
  })

  test('a command that ends before it has read its input is no fault', async () => {
    const result = await commands.run({ argv: ['true'], input: 'x'.repeat(1_000_000), timeoutMs })
    expect(result.exitCode).toBe(0)
  })
})

test('output beyond 16 MiB is read but not kept, and the command is not harmed', async () => {
  const result = await systemCommands.run({ argv: ['sh', '-c', 'yes | head -c 20000000; exit 4'], timeoutMs })
  expect(result.exitCode).toBe(4)
  expect(result.stdout.length).toBeLessThan(17_000_000)
  expect(result.stdout).toMatch(/\[3222784 more bytes left out\]$/)
})

test('a timeout ends the command and its children, even those that ignore SIGTERM', async () => {
  const result = await systemCommands.run({
    argv: ['sh', '-c', 'trap "" TERM; sleep 60 & echo $!; while true; do sleep 1; done'],
    timeoutMs: 300,
  })
  expect(result).toMatchObject({ exitCode: null, timedOut: true, signal: 'SIGKILL' })
  expect(describeProcess(Number(result.stdout))).toBeNull()
})

test('a child that ignores SIGTERM does not outlive a command that obeys it', async () => {
  const result = await systemCommands.run({
    argv: ['sh', '-c', '(trap "" TERM; while true; do sleep 1; done) & echo $!; wait'],
    timeoutMs: 300,
  })
  expect(result).toMatchObject({ timedOut: true, signal: 'SIGTERM' })
  await expect.poll(() => describeProcess(Number(result.stdout))).toBeNull()
})

test('a child that keeps the pipes open does not keep the result back', async () => {
  const result = await systemCommands.run({ argv: ['sh', '-c', 'sleep 30 & echo $!'], timeoutMs })
  expect(result.exitCode).toBe(0)
  expect(result.durationMs).toBeLessThan(10_000)
  process.kill(Number(result.stdout))
})
