import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { systemClock } from '../../src/adapters/clock.ts'
import { createRunLock } from '../../src/adapters/run-lock.ts'
import { temporaryFolder } from '../engine/engine-fixture.ts'

test('a second holder is refused and told who holds it, since when and for what', () => {
  const path = join(temporaryFolder(), 'run.lock')
  const first = createRunLock(path, systemClock).acquire('run 1')
  expect(first.kind).toBe('held')
  const second = createRunLock(path, systemClock).acquire('run 2')
  expect(second).toMatchObject({ kind: 'busy', holder: { pid: process.pid, purpose: 'run 1' } })
  if (first.kind === 'held') first.release()
  const third = createRunLock(path, systemClock).acquire('run 3')
  expect(third.kind).toBe('held')
  if (third.kind === 'held') third.release()
})

test('the kernel releases the lock of a process that was killed', async () => {
  const path = join(temporaryFolder(), 'run.lock')
  const lockModule = new URL('../../src/adapters/run-lock.ts', import.meta.url).href
  const program = `
    const { createRunLock } = await import(${JSON.stringify(lockModule)})
    createRunLock(${JSON.stringify(path)}, { nowMs: () => 1 }).acquire('run of the dead')
    console.log('held'); setInterval(() => undefined, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  expect(createRunLock(path, systemClock).acquire('too early')).toMatchObject({
    kind: 'busy',
    holder: { purpose: 'run of the dead' },
  })
  child.kill('SIGKILL')
  await once(child, 'exit')
  const after = createRunLock(path, systemClock).acquire('after')
  expect(after.kind).toBe('held')
  if (after.kind === 'held') after.release()
})
