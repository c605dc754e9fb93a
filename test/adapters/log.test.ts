import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createLog } from '../../src/adapters/log.ts'

test('a line is JSON with its fields, those of its log, and no secret', () => {
  const folder = mkdtempSync(join(tmpdir(), 'moltd-log-'))
  const fileDescriptor = openSync(join(folder, 'log'), 'a')
  onTestFinished(() => {
    closeSync(fileDescriptor)
    rmSync(folder, { recursive: true })
  })
  const log = createLog({ level: 'info', fileDescriptor }).with({ run: 'r1', gatewayToken: 'hush-hush' })
  log.debug({}, 'not written')
  log.warn({ step: 'stop', error: new Error('token=hush-hush') }, 'stopping')
  const text = readFileSync(join(folder, 'log'), 'utf8')
  expect(JSON.parse(text)).toMatchObject({ level: 'warn', run: 'r1', step: 'stop', msg: 'stopping' })
  expect(text).not.toContain('hush')
})
