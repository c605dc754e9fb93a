import { expect, test } from 'vitest'
import { agents } from '../../../src/health/checks/agents.ts'
import { cronJobs } from '../../../src/health/checks/cron-jobs.ts'
import { devices } from '../../../src/health/checks/devices.ts'
import { plugins } from '../../../src/health/checks/plugins.ts'
import { sessions } from '../../../src/health/checks/sessions.ts'
import { readAnswer } from '../../doubles/read-answer.ts'
import { askCheck, factsOf } from '../ask-check.ts'

const job = (id: string, name: string, more: object = {}) => ({
  id,
  name,
  schedule: { kind: 'cron' },
  ...more,
})
const cron = (...jobs: object[]) => ({ answers: { 'cron.list': { jobs } } })
const [briefing, backup] = [job('1', 'briefing'), job('2', 'backup')]

test('44 of 45 cron jobs gone is a failure, however healthy the gateway looks (C4)', async () => {
  const jobs = Array.from({ length: 45 }, (_, index) => job(String(index), `job ${index}`))
  const facts = await factsOf(cronJobs, cron(...jobs))
  expect(await askCheck(cronJobs, { ...cron(job('7', 'job 7')), facts })).toMatchObject({
    answer: 'fail',
    code: 'cron-jobs-missing',
    reason: expect.stringContaining('44 cron jobs of 45 gone: job 0, job 1'),
    evidence: '45 before, 1 now',
  })
})

test('a job under a new id, and one more, is no loss', async () => {
  const facts = await factsOf(cronJobs, cron(briefing, backup))
  const now = cron(job('9', 'briefing'), backup, job('3', 'new'))
  expect(await askCheck(cronJobs, { ...now, facts })).toMatchObject({ answer: 'pass' })
})

test('a job that ran once and one that OpenClaw declares may go', async () => {
  const passing = [
    job('3', 'once', { schedule: { kind: 'at' } }),
    job('4', 'once more', { deleteAfterRun: true }),
    job('5', 'heartbeat-main', { declarationKey: 'heartbeat:main' }),
  ]
  const facts = await factsOf(cronJobs, cron(briefing, ...passing))
  expect(await askCheck(cronJobs, { ...cron(briefing), facts })).toMatchObject({ answer: 'pass' })
})

test('without a baseline nothing can be missing', async () => {
  expect(await askCheck(cronJobs, cron())).toMatchObject({ answer: 'pass' })
})

test('a gateway that does not answer has lost nothing that we know of', async () => {
  const facts = await factsOf(cronJobs, cron(briefing))
  expect(await askCheck(cronJobs, { facts })).toMatchObject({ answer: 'unknown', code: 'not-answered' })
  expect(
    await askCheck(cronJobs, { answers: { 'cron.list': { enabled: true, jobs: 0 } }, facts }),
  ).toMatchObject({
    answer: 'unknown',
  })
})

test('a paired device that is gone is named, without its whole id', async () => {
  const paired = [{ deviceId: 'a'.repeat(64), displayName: 'phone' }]
  const facts = await factsOf(devices, { answers: { 'device.pair.list': { pending: [], paired } } })
  const now = { answers: { 'device.pair.list': { pending: [], paired: [] } } }
  expect(await askCheck(devices, { ...now, facts })).toMatchObject({
    answer: 'fail',
    code: 'devices-missing',
    reason: '1 device of 1 gone: phone (aaaaaaaaaaaa)',
  })
})

const health = (counts: Record<string, number>, errors: unknown[] = []) => ({
  agents: Object.entries(counts).map(([agentId, count]) => ({ agentId, sessions: { count } })),
  plugins: { loaded: ['memory-core'], errors, unavailable: [] },
})

test('an agent that is gone is missed', async () => {
  const facts = await factsOf(agents, { answers: { health: health({ main: 1, ops: 1 }) } })
  expect(await askCheck(agents, { answers: { health: health({ main: 1 }) }, facts })).toMatchObject({
    code: 'agents-missing',
    reason: '1 agent of 2 gone: ops',
  })
})

test('an agent without any of its sessions has lost its memory; one with fewer has been tidied', async () => {
  const facts = await factsOf(sessions, { answers: { health: health({ main: 40, ops: 2 }) } })
  const ask = (counts: Record<string, number>) =>
    askCheck(sessions, { answers: { health: health(counts) }, facts })
  expect(await ask({ main: 0, ops: 2 })).toMatchObject({
    answer: 'fail',
    code: 'sessions-missing',
    reason: 'main had 40 sessions and has none',
  })
  expect(await ask({ main: 31, ops: 0 })).toMatchObject({ answer: 'pass' })
  expect(await ask({ main: 44, ops: 2 })).toMatchObject({ answer: 'pass' })
})

const plugin = (id: string, version: string, more: object = {}) => ({
  id,
  version,
  installed: true,
  enabled: true,
  origin: 'npm',
  ...more,
})
const pluginAnswers = (list: object[], errors: unknown[] = []) => ({
  answers: { 'plugins.list': { plugins: list }, health: health({ main: 1 }, errors) },
})

test('a plugin of the user that is gone or switched off is missed; a bundled one may go (E1, E3)', async () => {
  const bundled = plugin('canvas', '1', { origin: 'bundled' })
  const facts = await factsOf(plugins, pluginAnswers([plugin('discord', '2026.9.5'), bundled]))
  expect(await askCheck(plugins, { ...pluginAnswers([bundled]), facts })).toMatchObject({
    answer: 'fail',
    code: 'plugins-missing',
    reason: 'gone or no longer enabled: discord',
  })
  const off = plugin('discord', '2026.9.5', { enabled: false })
  expect(await askCheck(plugins, { ...pluginAnswers([off, bundled]), facts })).toMatchObject({
    answer: 'fail',
  })
  const kept = await askCheck(plugins, { ...pluginAnswers([plugin('discord', '2026.9.6')]), facts })
  expect(kept).toMatchObject({ answer: 'pass', evidence: 'discord 2026.9.5 → 2026.9.6' })
})

test('a plugin that fails to load since the update is a failure, one that failed before is not', async () => {
  const list = [plugin('discord', '1')]
  const facts = await factsOf(plugins, pluginAnswers(list, [{ id: 'old' }]))
  const now = pluginAnswers(list, [{ id: 'old' }, { id: 'discord', error: 'x' }])
  expect(await askCheck(plugins, { ...now, facts })).toMatchObject({
    code: 'plugin-load-failed',
    reason: 'fails to load since the update: discord',
  })
  expect(await askCheck(plugins, { ...pluginAnswers(list, [{ id: 'old' }]), facts })).toMatchObject({
    answer: 'pass',
  })
})

test('the real answers are understood', async () => {
  const answers = {
    'cron.list': JSON.parse(readAnswer('../2026.9.5/call-cron-list')),
    health: JSON.parse(readAnswer('../2026.9.5/call-health')),
    'plugins.list': JSON.parse(readAnswer('../2026.9.5/call-plugins-list')),
    'device.pair.list': JSON.parse(readAnswer('../2026.9.5/call-device-pair-list')),
  }
  for (const check of [cronJobs, agents, sessions, plugins, devices])
    expect(await askCheck(check, { answers })).toMatchObject({ answer: 'pass' })
})
