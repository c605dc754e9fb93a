import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { systemClock } from '../../../src/adapters/clock.ts'
import { createNarrator } from '../../../src/cli/terminal/progress.ts'

const play = join(import.meta.dirname, 'play-a-run.ts')
const showCursor = '\u001b[?25h'
const hideCursor = '\u001b[?25l'

function listen(...args: string[]) {
  const child = spawn(process.execPath, [play, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  return { child, stdout: text(child.stdout), stderr: text(child.stderr), ended: once(child, 'close') }
}

/** What stays on the screen: without what was drawn over, colours and cursor movements. */
function screenOf(written: string): string[] {
  const lines: string[] = ['']
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it plays the terminal
  for (const token of written.split(/(\u001b\[[0-9;?]*[A-Za-z]|\n|\r)/)) {
    if (token === '\n') lines.push('')
    else if (token === '\u001b[1A') lines.pop()
    else if (token === '\u001b[2K') lines[lines.length - 1] = ''
    else if (!token.startsWith('\u001b') && token !== '\r') lines[lines.length - 1] += token
  }
  return lines.map(line => line.trimEnd()).filter(line => line !== '')
}

test('every phase stays on the screen as one line with its mark, its note and its time', async () => {
  const { stdout, stderr } = listen('live', '20')
  expect(screenOf(await stderr)).toEqual([
    expect.stringMatching(
      /^✓ check {5}2026\.9\.5 is installed and serves; stable offers 2026\.9\.6 +0\.9 s$/,
    ),
    expect.stringMatching(/^✓ decide {4}update to 2026\.9\.6 +0\.0 s$/),
    expect.stringMatching(/^✓ snapshot {2}recovery point of 712 MB +1\.5 s$/),
    expect.stringMatching(/^✗ update {4}managed-service-preflight: inside the gateway process tree +2\.8 s$/),
    'something else was written meanwhile',
    expect.stringMatching(/^✓ rollback {2}2026\.9\.5 serves again +1\.2 s$/),
    expect.stringMatching(/^– report {4}no Discord webhook is set +0\.0 s$/),
  ])
  expect(await stdout).toBe('{"outcome":"rolled-back"}\n')
})

test('a question has the terminal to itself, and then the run is shown on', async () => {
  const screen = screenOf(await listen('ask', '20').stderr)
  expect(screen.slice(1, 5)).toEqual([
    expect.stringMatching(/^– decide {4}waits for your answer/),
    'Update now?',
    expect.stringMatching(/^✓ decide {4}update to 2026\.9\.6/),
    expect.stringMatching(/^✓ snapshot/),
  ])
})

test('while a phase works, its step and what it waits for are shown, within 80 columns', async () => {
  const { stderr } = listen('live', '20')
  const written = await stderr
  expect(written).toContain('waits for the gateway to answer on port 18789')
  expect(written).toContain('copy the package tree (38,728 files)')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours take no room
  for (const line of written.replaceAll(/\u001b\[[0-9;?]*[A-Za-z]/g, '').split(/\n/)) {
    expect(line.length).toBeLessThanOrEqual(80)
  }
})

test('the cursor comes back at the end', async () => {
  const written = await listen('live', '20').stderr
  expect(written).toContain(hideCursor)
  expect(written.lastIndexOf(showCursor)).toBeGreaterThan(written.lastIndexOf(hideCursor))
})

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s in the middle gives the cursor back, and still ends the process',
  async signal => {
    const { child, stderr, ended } = listen('die', '20')
    let heard = ''
    child.stderr.on('data', chunk => {
      heard += chunk
      if (heard.includes('waits for the gateway')) child.kill(signal)
    })
    expect(await ended).toEqual([null, signal])
    const written = await stderr
    expect(written.lastIndexOf(showCursor)).toBeGreaterThan(written.lastIndexOf(hideCursor))
  },
)

test('a terminal that fails does not stop the run', async () => {
  const stream: NodeJS.WriteStream = Object.create(process.stderr)
  stream.write = () => {
    throw new Error('the terminal is gone')
  }
  const narrator = await createNarrator({ stream, isTerminal: true, colour: true, clock: systemClock })
  narrator.tell({ kind: 'phase-started', phase: 'check' })
  narrator.tell({ kind: 'phase-ended', phase: 'check', status: 'done', durationMs: 1, note: '' })
  await narrator.close()
})
