import type { CheckAnswer, CheckResult } from '../../src/health/check.ts'
import type { Report } from '../../src/notify/report.ts'
import type { Outcome, PhaseName, PhaseRecord } from '../../src/ports/run.ts'

export const outcomes = [
  'up-to-date',
  'held',
  'awaiting-approval',
  'blocked',
  'updated',
  'rolled-back',
  'untouched',
  'stuck',
] as const satisfies readonly Outcome[]

const runId = '20261122-060003-k3f9'
const recovery = `/home/claw/.local/share/moltd/recovery/${runId}`

export function check(title: string, answer: CheckAnswer, more: Partial<CheckResult> = {}): CheckResult {
  return {
    name: title.replaceAll(' ', '-'),
    title,
    weight: 'required',
    answer,
    reason: answer === 'pass' ? 'as expected' : 'it does not',
    evidence: null,
    hint: null,
    durationMs: 40,
    ...more,
  }
}

function phase(name: PhaseName, durationMs: number): PhaseRecord {
  return { name, status: 'done', startedAt: '2026-11-22T06:00:03Z', durationMs, note: '', steps: [] }
}

/** A report as a first run of its kind would leave it; the keys that matter are given. */
export function sampleReport(outcome: Outcome, more: Partial<Report> = {}): Report {
  return {
    schemaVersion: 1,
    runId,
    trigger: 'manual',
    dryRun: false,
    outcome,
    headline: 'The stable channel offers nothing newer.',
    startedAt: '2026-11-22T06:00:03.512Z',
    durationMs: 800,
    unit: 'openclaw-gateway.service',
    from: '2026.9.5',
    to: '2026.9.6',
    reasons: [],
    unlocksAt: null,
    isOverdue: false,
    preflight: [],
    baseline: [],
    verdict: null,
    rollbackVerdict: null,
    phases: [],
    drivers: [],
    recoveryPoint: null,
    setAside: null,
    evidence: null,
    downtimeMs: null,
    changes: null,
    plan: [],
    nextStep: null,
    error: null,
    ...more,
  }
}

const baseline = [
  check('the gateway unit is active', 'pass'),
  check('the gateway answers ready', 'pass'),
  check('the agent reaches its gateway', 'pass', { name: 'agent-way' }),
  check('channels are connected', 'fail', { name: 'channels', weight: 'advisory' }),
]

const preflight = [
  check('Node 24.16.0 runs 2026.9.6', 'pass'),
  check('there is room for the update and the recovery point', 'pass'),
  check('the package tree is ours to write', 'pass'),
  check('no other updater is at work', 'pass'),
]

const way = [
  phase('check', 900),
  phase('decide', 3),
  phase('preflight', 1_210),
  phase('snapshot', 3_400),
  phase('update', 178_000),
  phase('verify', 64_300),
  phase('commit', 1_100),
]

const point = { id: runId, path: recovery, version: '2026.9.5', state: 'sealed' } as const

export const updated = sampleReport('updated', {
  headline: 'The gateway serves 2026.9.6 and stayed well for 60 s.',
  durationMs: 252_000,
  downtimeMs: 56_300,
  preflight,
  baseline,
  rehearsal: {
    kind: 'passed',
    reason: '2026.9.6 passed',
    checks: [check('the package is what its name says', 'pass')],
    durationMs: 71_000,
    bytes: 660_000_000,
  },
  verdict: {
    kind: 'well',
    reason: 'nothing is worse than before the update',
    checks: [...baseline, check('the restart count is steady', 'pass')],
  },
  phases: way,
  drivers: [
    { name: 'update.run', outcome: 'failed', reason: 'managed-service-preflight, after it had answered ok' },
    { name: 'openclaw update', outcome: 'done', reason: '' },
  ],
  recoveryPoint: point,
  changes: {
    versions: ['2026.9.6', '2026.9.5-1'],
    breaking: ['Breaking — Node runtime: require Node 24.16.0 or newer on 24.x, or Node 26.1.0 or newer.'],
    security: ['Security/Net: block SSRF bypass via NAT64, 6to4 and Teredo addresses.'],
    notable: [
      'Updates: finish without deadlines.',
      'Usage: a 30-day view.',
      'Meetings: follow.',
      'Models: more.',
    ],
    omitted: 160,
    url: 'https://github.com/openclaw/openclaw/releases/tag/v2026.9.6',
  },
})

export const rolledBack = sampleReport('rolled-back', {
  headline: 'The agent could not reach its gateway on 2026.9.6; 2026.9.5 is back and well.',
  durationMs: 301_000,
  downtimeMs: 75_900,
  baseline,
  verdict: {
    kind: 'ill',
    reason: 'a required check fails that passed before',
    checks: [
      check('the gateway unit is active', 'pass'),
      check('the gateway answers ready', 'pass'),
      check('the agent reaches its gateway', 'fail', {
        name: 'agent-way',
        reason:
          'SECURITY ERROR: Gateway URL "ws://100.122.114.36:18789" uses plaintext ws:// to a non-loopback address',
        hint: 'openclaw config set gateway.bind loopback',
      }),
      check('channels are connected', 'fail', {
        name: 'channels',
        weight: 'advisory',
        reason: 'discord: not connected',
      }),
    ],
  },
  rollbackVerdict: { kind: 'well', reason: 'as before the update', checks: baseline },
  phases: [...way.slice(0, 6), phase('rollback', 21_000)],
  drivers: [{ name: 'update.run', outcome: 'done', reason: '' }],
  recoveryPoint: point,
  setAside: `${recovery}/set-aside`,
  evidence: `/home/claw/.local/share/moltd/evidence/${runId}`,
  nextStep: '2026.9.6 is quarantined. When a newer version comes out, moltd tries that one by itself.',
})

export const dryRun = sampleReport('updated', {
  dryRun: true,
  headline: 'Every check passes; `moltd run` would start now.',
  durationMs: 1_930,
  reasons: ['stable offers 2026.9.6, 2026.9.5 is installed', '2026.9.6 has been out for 3 days'],
  preflight: [
    ...preflight,
    check('OpenClaw does not update itself', 'unknown', {
      weight: 'advisory',
      reason: 'the config could not be read in time',
      hint: 'openclaw config set update.auto.enabled false',
    }),
  ],
  baseline,
  plan: [
    'take a recovery point of the package, the state and the unit',
    'openclaw gateway call update.run --json --params \'{"version":"2026.9.6"}\', and follow it to its end',
    'watch the gateway for 60 s, and go back to 2026.9.5 when it is not well',
  ],
  forecast: { recoveryPointBytes: 712_400_000, lastDurationMs: 252_000, lastDowntimeMs: 56_300 },
})

export const blocked = sampleReport('blocked', {
  headline: '2026.9.6 needs Node >=24.16 <25 || >=26.1; the gateway runs Node 22.22.3.',
  reasons: ['stable offers 2026.9.6, 2026.9.5 is installed'],
  preflight: [
    check('Node 22.22.3 runs 2026.9.6', 'fail', {
      reason: 'it needs >=24.16 <25 || >=26.1',
      hint: 'Install Node 24 and run `openclaw gateway install --force` with it.',
    }),
    ...preflight.slice(1),
  ],
})

export const stuck = sampleReport('stuck', {
  headline: 'Neither 2026.9.6 nor 2026.9.5 answers.',
  durationMs: 640_000,
  recoveryPoint: point,
  evidence: `/home/claw/.local/share/moltd/evidence/${runId}`,
  error: {
    code: 'E_ROLLBACK_FAILED',
    message: 'cannot start 2026.9.5: the port is held by process 4711',
    hint: `End process 4711, then run: sh ${recovery}/rescue.sh`,
  },
})

export const untouched = sampleReport('untouched', {
  headline: 'Cannot ask the npm registry: connect ECONNREFUSED.',
  to: null,
  error: {
    code: 'E_REGISTRY',
    message: 'cannot ask the npm registry: connect ECONNREFUSED',
    hint: 'Look at the network and at `npm config get registry`.',
  },
})

export const samples: readonly Report[] = [
  sampleReport('up-to-date', { to: '2026.9.5' }),
  sampleReport('held', { headline: '2026.9.6 is held by your config.' }),
  sampleReport('awaiting-approval', { headline: '2026.9.6 waits for your word.' }),
  blocked,
  updated,
  rolledBack,
  untouched,
  stuck,
  dryRun,
]
