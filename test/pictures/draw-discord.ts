import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { showDetails } from '../../src/desk/details.ts'
import { askRollback } from '../../src/desk/rollback-orders.ts'
import { plan, renderCheck } from '../../src/desk/show-check.ts'
import { findings, renderFindings } from '../../src/desk/show-doctor.ts'
import { renderHistory } from '../../src/desk/show-history.ts'
import { renderStatus, status } from '../../src/desk/show-status.ts'
import { renderDiscordMessage } from '../../src/notify/discord-message.ts'
import { renderDiscordProgress } from '../../src/notify/discord-progress.ts'
import { locales, wordsOf } from '../../src/notify/discord-words.ts'
import { outlookOf, playDesk } from '../desk/play-desk.ts'
import { doctorDocument, planDocument, statusDocument } from '../desk/sample-documents.ts'
import { asking, curable, rolledBackCurable, waiting } from '../notify/desk-reports.ts'
import { samples, updated } from '../notify/sample-reports.ts'
import { discordPage } from './discord-page.ts'

/** Draws every kind of message in every language, or those that are named: `node test/pictures/draw-discord.ts FOLDER [NAME…]`, with Chromium on the PATH. */
const [, , folder = 'pictures', ...wanted] = process.argv
const scratch = mkdtempSync(join(tmpdir(), 'moltd-pictures-'))
mkdirSync(folder, { recursive: true })
/** What a phone shows of it without scrolling; headless Chromium cannot crop. */
const heights: Record<string, number> = {
  updated: 560,
  'rolled-back': 660,
  'at-work': 245,
  stuck: 500,
  'awaiting-approval': 545,
  approved: 480,
  asking: 490,
  'rolled-back-curable': 805,
  curable: 330,
  status: 500,
  check: 215,
  doctor: 260,
  history: 520,
  details: 560,
  'confirm-rollback': 375,
}
const atWork = {
  ...updated,
  outcome: 'stuck' as const,
  phases: updated.phases
    .slice(0, 5)
    .map(phase =>
      phase.name === 'update' ? { ...phase, status: 'running' as const, durationMs: null } : phase,
    ),
}
try {
  for (const locale of locales) {
    const words = wordsOf(locale)
    const messages = [
      ...samples
        .filter(({ dryRun }) => !dryRun)
        .map(report => [report.outcome, renderDiscordMessage(report, words, {})] as const),
      ['awaiting-approval', renderDiscordMessage(waiting, words, {})] as const,
      [
        'approved',
        renderDiscordMessage(waiting, words, {
          orders: ['update-now'],
          said: words.desk.said.approve('Ann', '<t:1795327335:R>'),
        }),
      ] as const,
      ['asking', renderDiscordMessage(asking, words, {})] as const,
      ['curable', renderDiscordMessage(curable, words, {})] as const,
      ['rolled-back-curable', renderDiscordMessage(rolledBackCurable, words, {})] as const,
      ['status', renderStatus(status.parse(statusDocument), words)] as const,
      ['check', renderCheck(plan.parse(planDocument), words)] as const,
      ['doctor', renderFindings(findings.parse(doctorDocument), words)] as const,
      ['history', renderHistory(samples, words)] as const,
      ['details', showDetails(updated, words).message] as const,
      [
        'confirm-rollback',
        askRollback({ seen: outlookOf(updated), world: { ...playDesk().world, words } }, '').message,
      ] as const,
      ['at-work', renderDiscordProgress(atWork, 'the gateway to come back with 2026.9.6', words)] as const,
    ]
    for (const [name, message] of messages) {
      if (wanted.length > 0 && !wanted.includes(name)) continue
      const page = join(scratch, `${name}.html`)
      writeFileSync(page, discordPage(message, locale))
      draw(page, join(folder, `discord-${name}-${locale}.png`), heights[name] ?? 420)
    }
  }
} finally {
  rmSync(scratch, { recursive: true })
}

function draw(page: string, picture: string, height: number): void {
  const quiet = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ]
  const look = ['--hide-scrollbars', `--window-size=390,${height}`, `--screenshot=${picture}`]
  execFileSync(
    'chromium',
    [...quiet, `--user-data-dir=${join(scratch, 'browser')}`, ...look, `file://${page}`],
    {
      stdio: 'ignore',
      timeout: 120_000,
    },
  )
}
