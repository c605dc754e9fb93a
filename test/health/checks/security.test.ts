import { expect, test } from 'vitest'
import { securityAudit } from '../../../src/health/checks/security-audit.ts'
import { securityKept } from '../../../src/health/checks/security-kept.ts'
import { securityPosture } from '../../../src/health/checks/security-posture.ts'
import { createFakeUpdateHost, gateway } from '../../doubles/fake-update-host.ts'
import { readAnswer } from '../../doubles/read-answer.ts'
import { askCheck, factsOf } from '../ask-check.ts'

const token = 'a-token-of-the-test-that-is-long-enough'

function withConfig(config: object, { mode = 0o600, inherited = '' } = {}) {
  const { files } = createFakeUpdateHost('2026.9.6').world
  const stat = {
    kind: 'file',
    sizeBytes: 1,
    modifiedMs: 0,
    bornMs: 0,
    mode,
    uid: 1,
    inode: 1,
    device: 1,
    links: 1,
  } as const
  const environment = inherited === '' ? {} : { OPENCLAW_GATEWAY_TOKEN: inherited }
  return {
    world: {
      files: {
        ...files,
        list: async () => [],
        readTextIfThere: async () => JSON.stringify(config),
        statTarget: async (path: string) => (path === gateway.configPath ? stat : null),
      },
    },
    question: { gateway: { ...gateway, definition: { ...gateway.definition, environment } } },
  }
}

const good = { gateway: { bind: 'loopback', auth: { mode: 'token', token } } }

test('a gateway with a long token, whose config nobody else may read, is guarded', async () => {
  expect(await askCheck(securityPosture, withConfig(good))).toMatchObject({ answer: 'pass' })
})

test.each([
  ['auth-none', false, { gateway: { bind: 'loopback', auth: { mode: 'none' } } }],
  ['auth-none-exposed', true, { gateway: { bind: 'lan', auth: { mode: 'none' } } }],
  ['token-missing', true, { gateway: {} }],
  ['token-short', false, { gateway: { auth: { token: 'hunter2' } } }],
  ['hooks-token-shared', true, { gateway: { auth: { token } }, hooks: { token } }],
])('%s is a finding (critical: %s)', async (code, isCritical, config) => {
  const finding = await askCheck(securityPosture, withConfig(config))
  expect(finding).toMatchObject({ answer: 'fail', code })
  expect(finding.reason.includes('critical')).toBe(isCritical)
  expect(JSON.stringify(finding)).not.toContain(token)
  expect(JSON.stringify(finding)).not.toContain('hunter2')
})

test.each([
  ['a token of the unit', {}, { inherited: token }],
  ['a token that is kept elsewhere', { gateway: { auth: { token: { source: 'env', id: 'X' } } } }, {}],
  ['a password', { gateway: { bind: 'lan', auth: { mode: 'password' } } }, {}],
])('%s will do', async (_, config, more) => {
  expect(await askCheck(securityPosture, withConfig(config, more))).toMatchObject({ answer: 'pass' })
})

test('a config that others may read is a finding, with its cure', async () => {
  expect(await askCheck(securityPosture, withConfig(good, { mode: 0o644 }))).toMatchObject({
    reason: `critical: others on this machine may read ${gateway.configPath} (mode 644)`,
    hint: `chmod 600 ${gateway.configPath}`,
  })
})

test('an update that leaves the gateway open to all is a failure; what was weak before is not its doing', async () => {
  const exposed = { gateway: { bind: 'lan', auth: { mode: 'none' } } }
  const facts = await factsOf(securityKept, withConfig(good))
  expect(await askCheck(securityKept, { ...withConfig(exposed), facts })).toMatchObject({
    answer: 'fail',
    code: 'auth-none-exposed',
  })
  const weakBefore = await factsOf(securityKept, withConfig(exposed))
  expect(await askCheck(securityKept, { ...withConfig(exposed), facts: weakBefore })).toMatchObject({
    answer: 'pass',
  })
})

const audited = (stdout: string) => {
  const result = {
    exitCode: 0,
    signal: null,
    stdout,
    stderr: '',
    timedOut: false,
    startError: null,
    durationMs: 1,
  }
  return { world: { commands: { run: async () => result } } }
}
const critical = { checkId: 'gateway.bind_no_auth', severity: 'critical', title: 'Bound without auth' }

test('only what the audit newly calls critical is said', async () => {
  const real = readAnswer('../2026.9.5/security-audit')
  const facts = await factsOf(securityAudit, audited(real))
  expect(await askCheck(securityAudit, { ...audited(real), facts })).toMatchObject({ answer: 'pass' })
  const now = audited(JSON.stringify({ findings: [critical] }))
  expect(await askCheck(securityAudit, { ...now, facts })).toMatchObject({
    answer: 'fail',
    code: 'audit-critical',
    reason: 'new critical findings: Bound without auth (gateway.bind_no_auth)',
  })
  const known = await factsOf(securityAudit, now)
  expect(await askCheck(securityAudit, { ...now, facts: known })).toMatchObject({ answer: 'pass' })
})

test('a version without an audit cannot say', async () => {
  expect(await askCheck(securityAudit, audited("error: unknown command 'security'"))).toMatchObject({
    answer: 'unknown',
  })
})
