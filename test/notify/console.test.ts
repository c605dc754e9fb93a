import { expect, test } from 'vitest'
import { renderReport } from '../../src/notify/console.ts'
import { widthOf } from '../../src/notify/plain-text.ts'
import {
  check,
  dryRun,
  rolledBack,
  sampleReport,
  samples,
  stuck,
  untouched,
  updated,
} from './sample-reports.ts'

const plain = { colour: false, width: 80 }

test.each(samples.map(report => [`${report.dryRun ? 'dry run, ' : ''}${report.outcome}`, report] as const))(
  'no line of "%s" is wider than the terminal, but for a path that is to be copied whole',
  (_name, report) => {
    const tooWide = renderReport(report, plain)
      .split('\n')
      .filter(line => widthOf(line) > 80)
    for (const line of tooWide) expect(line.trim().split(' ').at(-1)).toMatch(/^\/\S+$/)
  },
)

test('an update says from where, to where, how long, and how long without a gateway', () => {
  const screen = renderReport(updated, plain)
  expect(screen.split('\n')[0]).toBe('✓ Updated 2026.9.5 → 2026.9.6')
  expect(screen).toContain('4 min 12 s, 56 s of it without a gateway')
  expect(screen).toMatch(/well, 4 of 5 checks pass: nothing is worse than before the\s+update/)
  expect(screen).toContain('update.run: failed, managed-service-preflight')
  expect(screen).not.toContain('the gateway unit is active')
})

test('a rehearsal that passed is one line with what it cost, one that failed names the part', () => {
  expect(renderReport(updated, plain)).toMatch(
    /rehearsal +✓ 2026\.9\.6 passed \(1 min 11 s, 660 MB on disk\)/,
  )
  const refused = check('the candidate accepts the config', 'fail', {
    reason: 'it refuses the config: tools.x: Unrecognized key',
    hint: 'Correct it, then run `moltd run --to 2026.9.6`.',
  })
  const rehearsal = {
    kind: 'failed',
    reason: '',
    checks: [refused],
    durationMs: 40_000,
    bytes: null,
  } as const
  const screen = renderReport(sampleReport('blocked', { rehearsal }), plain)
  expect(screen).toMatch(/rehearsal +failed after 40 s\n/)
  expect(screen).toMatch(/✗ the candidate accepts the config\n\s+it refuses the config: tools\.x/)
  const skipped = { ...rehearsal, kind: 'skipped', reason: 'it is switched off', checks: [] } as const
  expect(renderReport(sampleReport('updated', { rehearsal: skipped }), plain)).toContain(
    '· left out: it is switched off',
  )
})

test('an update says what it brought: what breaks first, the rest as a number and an address', () => {
  const screen = renderReport(updated, plain)
  expect(screen).toMatch(/breaking +· Breaking — Node runtime/)
  expect(screen).toMatch(/security +· Security\/Net/)
  expect(screen).toMatch(/new +· Updates/)
  expect(screen).toMatch(
    /changes +2 versions, 2026\.9\.5-1 to 2026\.9\.6, 161 more changes\n +https:\/\/github\.com\/\S+\n/,
  )
  expect(renderReport({ ...updated, changes: null }, plain)).not.toContain('changes ')
})

test('a rollback tells what failed against before, what to do, and where everything is kept', () => {
  const screen = renderReport(rolledBack, plain)
  expect(screen).toContain('↶ Rolled back to 2026.9.5; 2026.9.6 did not hold')
  expect(screen).toMatch(
    /✗ the agent reaches its gateway\n[^→]*passed before the\s+update\n\s+→ openclaw config set/,
  )
  expect(screen).toMatch(
    /channels are connected \(advice\)\n\s+discord: not connected; the same before the update/,
  )
  expect(screen).toMatch(/set aside\s+\S+\/set-aside\n/)
  expect(screen).toMatch(/evidence\s+\S+\/evidence\//)
  expect(screen).toMatch(/next\s+2026\.9\.6 is quarantined/)
})

test('a rollback that was asked for names the version it went to', () => {
  const report = sampleReport('rolled-back', { from: '2026.9.6', to: '2026.9.5', phases: [] })
  expect(renderReport(report, plain)).toContain('Rolled back 2026.9.6 → 2026.9.5')
})

test('a dry run shows every check, the plan and what it would cost', () => {
  const screen = renderReport(dryRun, plain)
  expect(screen).toContain('Dry run: would update 2026.9.5 → 2026.9.6')
  for (const { title } of [...dryRun.preflight, ...dryRun.baseline]) expect(screen).toContain(title)
  expect(screen).toContain('\'{"version":"2026.9.6"}\', and follow it to its end')
  expect(screen).toContain('the recovery point holds 712 MB')
  expect(screen).toContain('the last update took 4 min 12 s')
  expect(screen).toContain('nothing was touched')
})

test('an error is told once, with its code and what to do', () => {
  expect(renderReport(stuck, plain)).toMatch(/error\s+E_ROLLBACK_FAILED: cannot start 2026\.9\.5/)
  expect(renderReport(stuck, plain)).toContain('rescue.sh')
  const twice = { ...untouched, headline: 'Cannot ask the npm registry: connect ECONNREFUSED.' }
  expect(renderReport(twice, plain).match(/connect ECONNREFUSED/g)).toHaveLength(1)
})

test('text from outside cannot steer the terminal', () => {
  const headline = 'well\u001b[2J\u001b]0;owned\u0007 \u202edone\r\n\u009bfin'
  const screen = renderReport(sampleReport('updated', { headline }), plain)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  expect(screen).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/)
  expect(screen).toContain('well done fin')
})

test('colour adds nothing but colour', () => {
  for (const report of samples) {
    const coloured = renderReport(report, { colour: true, width: 80 })
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours
    expect(coloured.replaceAll(/\u001b\[\d+m/g, '')).toBe(renderReport(report, plain))
    expect(coloured).toContain('\u001b[')
  }
})

test('a held version says when it unlocks, and an overdue security update is said in so many words', () => {
  const held = { headline: '2026.9.6 is too young', unlocksAt: '2026-11-23T05:12:00.000Z', isOverdue: true }
  const screen = renderReport(sampleReport('held', held), plain)
  expect(screen).toMatch(/overdue\s+a security update waits for longer than it should\n/)
  expect(screen).toMatch(/unlocks\s+by itself, 2026-11-23 05:12 UTC\n/)
  expect(renderReport(sampleReport('held'), plain)).not.toMatch(/overdue|unlocks/)
})
