import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { renderDiscordMessage } from '../../src/notify/discord-message.ts'
import { renderDiscordProgress } from '../../src/notify/discord-progress.ts'
import { locales, wordsOf } from '../../src/notify/discord-words.ts'
import { samples, updated } from '../notify/sample-reports.ts'
import { discordPage } from './discord-page.ts'

/** Draws every kind of message in every language: `node test/pictures/draw-discord.ts FOLDER`, with Chromium on the PATH. */
const folder = process.argv[2] ?? 'pictures'
const scratch = mkdtempSync(join(tmpdir(), 'moltd-pictures-'))
mkdirSync(folder, { recursive: true })
/** What a phone shows of it without scrolling; headless Chromium cannot crop. */
const heights: Record<string, number> = { updated: 530, 'rolled-back': 745, 'at-work': 245, stuck: 460 }
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
        .map(report => [report.outcome, renderDiscordMessage(report, words)] as const),
      ['at-work', renderDiscordProgress(atWork, 'the gateway to come back with 2026.9.6', words)] as const,
    ]
    for (const [name, message] of messages) {
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
