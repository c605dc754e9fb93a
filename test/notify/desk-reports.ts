import type { Report } from '../../src/notify/report.ts'
import { blocked, rolledBack, sampleReport, updated } from './sample-reports.ts'

export const integrity = `sha512-${'Ab+/'.repeat(21)}==`

const changes = {
  versions: ['2026.9.6'],
  breaking: ['gateway.bind no longer takes tailnet without TLS'],
  security: ['GHSA-4x2q: tokens of webhooks stood in the log'],
  notable: ['cron jobs may have a time zone', 'the control UI loads twice as fast'],
  omitted: 38,
  url: 'https://github.com/openclaw/openclaw/releases',
}

const advisory = {
  id: 'GHSA-4x2q',
  title: 'OpenClaw before 2026.9.6 writes tokens of webhooks into its log',
  kind: 'vulnerable',
  severity: 'warning',
  about: 'installed',
  version: '2026.9.5',
  reason: 'whoever reads the log can post in its name',
  evidence: [],
  cure: null,
  remedy: null,
} as const

/** What waits for a yes. */
export const waiting: Report = sampleReport('awaiting-approval', {
  headline: '2026.9.6 is there and waits for your yes',
  trigger: 'schedule',
  host: 'home',
  offer: { version: '2026.9.6', integrity },
  changes,
  advisories: [advisory],
})

/** A run that asks, because nobody can tell how the update went. */
export const asking: Report = {
  ...updated,
  outcome: 'awaiting-approval',
  headline: 'A channel came back and went again.',
  verdict: null,
  question: {
    id: updated.runId,
    text: 'Discord came back, went again, and nobody can say why',
    choices: ['keep', 'rollback'],
    otherwise: 'rollback',
    deadline: '2026-11-22T08:00:00Z',
    end: null,
  },
}

export const suggestedRemedy: NonNullable<Report['suggestedRemedy']> = {
  id: 'gateway-bind-loopback',
  title: 'Bind the gateway to this machine alone',
  reason: 'The agent dials it here; others come by a tunnel.',
  changes: ['gateway.bind: tailnet → loopback', 'restart the gateway'],
  because: 'SECURITY ERROR',
  to: '2026.9.6',
  command: 'moltd remedy apply gateway-bind-loopback --update --to 2026.9.6',
}

export const curable: Report = {
  ...blocked,
  headline: '2026.9.6 is not taken: with gateway.bind tailnet its CLI refuses every call',
  preflight: [],
  suggestedRemedy,
  nextStep: null,
}

export const rolledBackCurable: Report = { ...rolledBack, suggestedRemedy }

export const deskReports: readonly Report[] = [waiting, asking, curable, rolledBackCurable]
