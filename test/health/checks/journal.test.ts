import { expect, test } from 'vitest'
import { journalGrave, journalMild } from '../../../src/health/checks/journal.ts'
import { createFakeUpdateHost } from '../../doubles/fake-update-host.ts'
import { askCheck, factsOf } from '../ask-check.ts'

function withLines(...lines: string[]) {
  const { supervisor } = createFakeUpdateHost('2026.9.6').world
  return { world: { supervisor: { ...supervisor, readJournal: async () => lines } } }
}
const calm = '2026-11-22T15:59:19+0000 host node[670]: 2026-11-22T15:59:19.092+00:00 [gateway] ready'
const missing = (pid: number, hash: string) =>
  `2026-11-22T15:59:19+0000 host node[${pid}]: 2026-11-22T15:59:19.092+00:00 [gateway] Cannot find module '/x/dist/health-${hash}.js' imported from '/x/dist/server-methods-AbCdEf12.js' code=ERR_MODULE_NOT_FOUND`
const calmFacts = await factsOf(journalGrave, withLines(calm))

test.each([
  ['module-not-found', missing(670, 'CAhmi8P6')],
  ['config-invalid', 'host node[1]: Config invalid'],
  ['config-invalid', 'host node[1]: Error: Invalid config: hooks.token must not match gateway auth token.'],
  [
    'migration-refused',
    'OpenClaw startup migrations did not complete cleanly; refusing to report the gateway ready.',
  ],
])('%s, new since the update, is a failure', async (code, line) => {
  expect(await askCheck(journalGrave, { ...withLines(calm, line), facts: calmFacts })).toMatchObject({
    answer: 'fail',
    code,
  })
})

test('what 2026.9.6 says of a key that it refuses is a failure, and the key stands in the evidence', async () => {
  const prefix = '2026-11-22T19:50:31+0000 host node[670]: '
  const lines = [
    `${prefix}2026-11-22T19:50:31.895+00:00 Gateway failed to start: Invalid config at /home/claw/.openclaw/openclaw.json:`,
    `${prefix}tools.codeMode: Unrecognized key: "languages"`,
    `${prefix}Run "openclaw doctor --fix" to repair, then retry.`,
  ]
  expect(await askCheck(journalGrave, { ...withLines(calm, ...lines), facts: calmFacts })).toMatchObject({
    answer: 'fail',
    code: 'config-invalid',
    evidence:
      'Gateway failed to start: Invalid config at /home/claw/.openclaw/openclaw.json: tools.codeMode: Unrecognized key: "languages"',
  })
})

test('what the life before said as it ended is not held against this one', async () => {
  const starting = (second: number) =>
    `2026-11-22T15:59:${second}.000Z moltd: starting openclaw-gateway.service`
  const dying = "Error: Cannot find module '/x/dist/index.js'"
  const facts = calmFacts
  const before = withLines(starting(18), dying, starting(19), calm)
  expect(await askCheck(journalGrave, { ...before, facts })).toMatchObject({ answer: 'pass' })
  const now = withLines(starting(18), calm, starting(19), dying)
  expect(await askCheck(journalGrave, { ...now, facts })).toMatchObject({ answer: 'fail' })
})

test('the same complaint at another time, by another process, of another build, is not new', async () => {
  const facts = await factsOf(journalGrave, withLines(missing(670, 'CAhmi8P6')))
  const now = withLines(missing(99, 'Zz9_-xY1'))
  expect(await askCheck(journalGrave, { ...now, facts })).toMatchObject({ answer: 'pass' })
})

test('security and plugin trouble is worth a word, not a rollback', async () => {
  const lines = [
    'host node[1]: [plugins] plugin load failed: discord',
    'SECURITY ERROR: Gateway URL "ws://100.1.1.1:1"',
  ]
  expect(await askCheck(journalGrave, { ...withLines(...lines), facts: calmFacts })).toMatchObject({
    answer: 'pass',
  })
  expect(await askCheck(journalMild, { ...withLines(...lines), facts: [] })).toMatchObject({
    answer: 'fail',
    code: 'plugin-load-failed',
  })
})

test('a journal without a line says nothing', async () => {
  expect(await askCheck(journalGrave, withLines())).toMatchObject({ answer: 'unknown' })
})

test('a line is shown without its secrets', async () => {
  const line = 'Invalid config: gateway.auth.token: "hunter2hunter2"'
  const { evidence } = await askCheck(journalGrave, { ...withLines(line), facts: [] })
  expect(evidence).not.toContain('hunter2')
})
