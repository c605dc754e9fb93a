import { expect, test } from 'vitest'
import { modelCall } from '../../../src/health/checks/model-call.ts'
import { askCheck } from '../ask-check.ts'
import { expectOnDemand } from '../expect-on-demand.ts'

const ended = {
  exitCode: 1,
  signal: null,
  stdout: '',
  stderr: '',
  timedOut: false,
  startError: null,
  durationMs: 1,
}
const infers = (result: Partial<typeof ended> | { exitCode: 0; stdout: string }) => ({
  world: { commands: { run: async () => ({ ...ended, ...result }) } },
})
const failure = (message: string) =>
  JSON.stringify({ ok: false, error: { type: 'cli_error', message } }, null, 2)

test('a model that answers is well, one that does not is not, and a busy provider is nobody’s fault', async () => {
  const answered = infers({ exitCode: 0, stdout: '{"ok":true,"outputs":[{"text":"OK"}]}' })
  expect(await askCheck(modelCall, answered)).toMatchObject({ answer: 'pass' })
  const refused = infers({ stdout: failure('auth profile "openai:default" was not found') })
  expect(await askCheck(modelCall, refused)).toMatchObject({
    answer: 'fail',
    code: 'model-call-fails',
    evidence: expect.stringContaining('was not found'),
  })
  expect(await askCheck(modelCall, infers({ stdout: failure('429 Too Many Requests') }))).toMatchObject({
    answer: 'unknown',
    code: 'model-busy',
  })
  expect(await askCheck(modelCall, infers({ timedOut: true }))).toMatchObject({ answer: 'unknown' })
})

test('nobody is charged who did not ask for it, and who did only at the beginning and the end', () => {
  expectOnDemand(modelCall, { modelCall: true })
})
