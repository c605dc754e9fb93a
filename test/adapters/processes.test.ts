import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { hasEnded, parseListeningSockets, parseProcessStat } from '../../src/adapters/proc-formats.ts'
import { linuxProcesses } from '../../src/adapters/processes.ts'

async function startSleeper(): Promise<ChildProcess> {
  const child = spawn('sleep', ['60'], { cwd: '/usr', env: { PATH: '/usr/bin:/bin', A: 'b=c' } })
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child, 'spawn')
  return child
}

async function describe(pid: number | undefined) {
  return (await linuxProcesses.list()).find(process => process.pid === pid)
}

test('our own processes are listed with their arguments and what they used', async () => {
  expect(await describe(process.pid)).toMatchObject({
    parentPid: process.ppid,
    argv: expect.arrayContaining([process.argv0]),
  })
  expect((await describe(process.pid))?.cpuMs).toBeGreaterThan(0)
  const child = await startSleeper()
  expect(await describe(child.pid)).toMatchObject({ argv: ['sleep', '60'], parentPid: process.pid })
})

test('a signal goes to the process of that start time and to no later one with its number', async () => {
  const child = await startSleeper()
  const known = await describe(child.pid)
  if (!known) throw new Error('the sleeper is not listed')
  expect(await linuxProcesses.signal({ ...known, startTicks: known.startTicks + 1 }, 'SIGTERM')).toBe(false)
  expect(await linuxProcesses.signal(known, 'SIGTERM')).toBe(true)
  expect(await once(child, 'exit')).toEqual([null, 'SIGTERM'])
  expect(await linuxProcesses.signal(known, 'SIGTERM')).toBe(false)
})

test('the context of a process is the folder and the environment that it was started with', async () => {
  const known = await describe((await startSleeper()).pid)
  if (!known) throw new Error('the sleeper is not listed')
  expect(await linuxProcesses.contextOf(known)).toEqual({
    workingDirectory: '/usr',
    environment: { PATH: '/usr/bin:/bin', A: 'b=c' },
  })
  expect(await linuxProcesses.contextOf({ ...known, startTicks: 1 })).toBeNull()
})

test.each(['127.0.0.1', '::1', '0.0.0.0'])('the listener on %s is found with its process', async host => {
  const server = createServer()
  onTestFinished(() => void server.close())
  server.listen(0, host)
  await once(server, 'listening')
  const address = server.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  expect(await linuxProcesses.listenersOn(port)).toEqual([{ port, address: host, pid: process.pid }])
})

test('nobody listens on a port that was closed', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  expect(
    await linuxProcesses.listenersOn(address !== null && typeof address === 'object' ? address.port : 0),
  ).toEqual([])
})

test('a process name with blanks and parentheses does not shift the fields', () => {
  const text = `7 (a) b (c)) S 1 7 5 0 -1 4194304 1 0 0 0 20 30 0 0 20 0 9 0 4242 1 1`
  expect(parseProcessStat(text)).toEqual({
    state: 'S',
    parentPid: 1,
    session: 5,
    threads: 9,
    startTicks: 4242,
    cpuMs: 500,
  })
  expect(parseProcessStat('')).toBeNull()
})

test('a process has ended when its last thread has, not when its first has', () => {
  const stat = { state: 'Z', parentPid: 1, session: 5, startTicks: 1, cpuMs: 0 }
  expect(hasEnded({ ...stat, threads: 7 })).toBe(false)
  expect(hasEnded({ ...stat, threads: 1 })).toBe(true)
  expect(hasEnded({ ...stat, state: 'S', threads: 1 })).toBe(false)
})

test('only listening sockets count, and mapped addresses are readable', () => {
  const table = [
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
    '   0: 0100007F:4965 00000000:0000 0A 00000000:00000000 00:00000000 00000000  4242        0 99 1 x',
    '   1: 0100007F:4965 0100007F:9999 01 00000000:00000000 00:00000000 00000000  4242        0 98 1 x',
    '   2: 0000000000000000FFFF000022727A64:4965 0:0 0A 0:0 00:0 0 4242 0 97 1 x',
  ].join('\n')
  expect(parseListeningSockets(table)).toEqual([
    { address: '127.0.0.1', port: 18789, inode: '99' },
    { address: '::ffff:100.122.114.34', port: 18789, inode: '97' },
  ])
})
