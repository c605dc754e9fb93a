import type { DiscordWords, Step } from './discord-words.ts'
import { deskEnglish } from './discord-words-desk-en.ts'
import { sayDuration } from './words.ts'

const step = ({ from, to }: Step) => (from === null || to === null ? 'OpenClaw' : `${from} → ${to}`)
const old = ({ from }: Step) => from ?? 'the installed version'
const fresh = ({ to }: Step) => to ?? 'the new version'

export const english: DiscordWords = {
  titles: {
    'up-to-date': at => `Up to date on ${old(at)}`,
    held: at => (at.to === null ? `Staying on ${old(at)}` : `${at.to} is held; staying on ${old(at)}`),
    'awaiting-approval': at => `${fresh(at)} is out. Take it?`,
    blocked: at => `${fresh(at)} cannot be taken now; nothing was touched`,
    updated: at => `Updated ${step(at)}`,
    'rolled-back': at => `${fresh(at)} did not hold; ${old(at)} is back`,
    untouched: at => `Failed before anything was touched; still on ${old(at)}`,
    stuck: () => 'Stuck: the gateway needs you now',
  },
  wentBack: at => `Went back ${step(at)}`,
  asks: at => `Keep ${fresh(at)}, or go back to ${old(at)}?`,
  answerBy: (when, otherwise) =>
    `Without an answer it is ${otherwise === 'keep' ? 'kept' : 'taken back'} ${when}.`,
  summaries: {
    'up-to-date': '',
    held: '',
    'awaiting-approval': '',
    blocked: '',
    updated: '',
    'rolled-back': '',
    untouched: '',
    stuck: '',
  },
  labels: {
    error: 'Error',
    alarms: 'Look at this',
    changes: 'What changed',
    checks: 'Checks',
    afterBack: 'The old version',
    time: 'Time',
    recovery: 'Recovery point',
    setAside: 'Set aside',
    evidence: 'Evidence',
    next: 'Next',
  },
  allChecksPass: count => (count === 1 ? '✓ the one check passes' : `✓ all ${count} pass`),
  someChecksPass: (passed, count) => `${passed} of ${count} pass`,
  moreChecks: count => `… and ${count} more`,
  asBefore: 'as before',
  checkTitle: ({ title }) => title,
  oldVersion: {
    well: '✓ well again',
    ill: '✗ not well',
    inconclusive: '? cannot be told',
  },
  duration: sayDuration,
  took: (ms, away) =>
    away === null || away === 0
      ? sayDuration(ms)
      : `${sayDuration(ms)}, of which ${sayDuration(away)} without a gateway`,
  where: (unit, host) => [unit, host].filter(part => part !== null).join(' on '),
  run: runId => `run ${runId}`,
  atWork: at => `Updating ${step(at)}`,
  goingBack: at => `Going back to ${old(at)}`,
  phases: {
    check: 'Look',
    decide: 'Decide',
    preflight: 'Preflight',
    rehearse: 'Rehearse',
    remedy: 'Cure',
    snapshot: 'Recovery point',
    update: 'Update',
    verify: 'Prove it',
    commit: 'Commit',
    rollback: 'Roll back',
    report: 'Report',
  },
  since: began => `began ${began}`,
  waitsFor: what => `waits for ${what}`,
  triggers: {
    manual: 'by hand',
    schedule: 'on schedule',
    'catch-up': 'catching up',
    discord: 'from Discord',
    recovery: 'ending a cut-off run',
  },
  late: count => `${count} reports that could not be said in time`,
  earlier: count => `… and ${count} earlier`,
  otherWayShut: reason => `The other way here is shut: ${reason}`,
  moreChanges: count => `${count} more changes`,
  allChanges: 'Release notes',
  unlocks: when => `It unlocks by itself ${when}.`,
  overdue: 'A security update waits for longer than it should.',
  desk: deskEnglish,
}
