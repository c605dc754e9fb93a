const at = (hours: number) => new Date(Date.UTC(2026, 10, 22, 6) + hours * 3_600_000).toISOString()

/** As `moltd status --json` prints it. */
export const statusDocument = {
  gateways: [
    {
      unit: 'openclaw-gateway.service',
      active: 'active',
      port: 18_789,
      version: '2026.9.5',
      served: '2026.9.5',
      root: '/opt/openclaw',
    },
  ],
  advisories: [
    {
      unit: 'openclaw-gateway.service',
      id: 'GHSA-1',
      severity: 'warning',
      version: '2026.9.5',
      reason: 'tokens of webhooks stand in its log',
    },
  ],
  problems: [] as string[],
  questions: [],
  openRun: null as string | null,
  schedule: { daemon: true, nextAt: at(24) as string | null, due: null, last: null, problem: null, text: [] },
  lastRun: {
    id: '20261122-060003-k3f9',
    startedAt: at(0),
    outcome: 'rolled-back',
    headline: 'The agent could not reach its gateway on 2026.9.6; 2026.9.5 is back and well.',
  },
  quarantine: [{ version: '2026.9.6', reason: 'it was ill' }],
  orders: {
    hold: { until: at(72) as string | null, reason: 'a fair', since: at(-1), text: '' },
    pin: null as string | null,
    skipped: ['2026.9.3'],
    breaker: { rollbacks: 1, isOpen: false, text: '' },
  },
  recovery: { points: 3, bytes: 2_130_000_000, newest: '20261122-060003-k3f9' },
  undelivered: [] as string[],
}

/** As `moltd plan --json` prints it. */
export const planDocument = {
  unit: 'openclaw-gateway.service',
  installed: '2026.9.5',
  channel: 'stable',
  offered: '2026.9.6' as string | null,
  timezone: 'Europe/Berlin',
  runs: [
    {
      dueAt: at(24),
      startsAt: at(24),
      decision: 'held',
      target: '2026.9.6',
      reasons: ['2026.9.6 has been out for 10 h; it is taken when it is 24 h old'],
      unlocksAt: at(38),
      nextStep: null,
    },
    {
      dueAt: at(48),
      startsAt: at(48),
      decision: 'update',
      target: '2026.9.6',
      reasons: [],
      unlocksAt: null,
      nextStep: null,
    },
  ],
}

/** As `moltd doctor --json` prints it. */
export const doctorDocument = {
  findings: [
    {
      name: 'linger-on',
      title: 'the user manager stays',
      severity: 'broken',
      reason:
        'lingering is off: the user manager ends when you log out, and with it the daemon and the gateway',
      fix: 'Run `loginctl enable-linger`.',
    },
    {
      name: 'mirror-alive',
      title: 'the mirror is synced',
      severity: 'warning',
      reason: 'it was not synced for 9 days',
      fix: 'Run `moltd mirror sync`.',
    },
    ...['gateway-active', 'drop-in-in-place', 'registry-reachable'].map(name => ({
      name,
      title: name,
      severity: 'fine',
      reason: 'well',
      fix: null,
    })),
  ],
}
