import { expect, test } from 'vitest'
import { createPlainNarrator } from '../../../src/cli/terminal/plain-narrator.ts'

function createListener() {
  const lines: string[] = []
  const clock = {
    ms: Date.parse('2026-11-22T06:00:03.512Z'),
    nowMs: () => clock.ms,
    monotonicMs: () => clock.ms,
  }
  const stream = {
    write: (line: string | Uint8Array) => {
      lines.push(String(line))
      return true
    },
  }
  return { lines, clock, narrator: createPlainNarrator({ stream, clock }) }
}

test('each event that matters is one line with its time', () => {
  const { lines, narrator } = createListener()
  narrator.tell({ kind: 'phase-started', phase: 'update' })
  narrator.tell({
    kind: 'step-started',
    phase: 'update',
    step: 'run-update',
    summary: 'run the gateway’s update',
  })
  narrator.tell({ kind: 'step-ended', phase: 'update', step: 'run-update', status: 'done', durationMs: 10 })
  narrator.tell({ kind: 'step-ended', phase: 'update', step: 'swap', status: 'failed', durationMs: 1500 })
  narrator.tell({
    kind: 'phase-ended',
    phase: 'update',
    status: 'failed',
    durationMs: 72_000,
    note: 'it refused',
  })
  expect(lines).toEqual([
    '2026-11-22T06:00:03Z  update     begins\n',
    '2026-11-22T06:00:03Z  update     run the gateway’s update\n',
    '2026-11-22T06:00:03Z  update     swap: failed after 1.5 s\n',
    '2026-11-22T06:00:03Z  update     failed after 1 min 12 s: it refused\n',
  ])
})

test('the same wait is told once every 30 seconds, another one at once', () => {
  const { lines, clock, narrator } = createListener()
  const wait = (text: string) => narrator.tell({ kind: 'waiting', phase: 'verify', text })
  for (let second = 0; second <= 65; second += 1) {
    wait('the gateway')
    if (second === 10) wait('the agent')
    clock.ms += 1000
  }
  expect(lines.map(line => line.slice(17, 20) + line.slice(33).trim())).toEqual([
    '03Zwaits for the gateway',
    '13Zwaits for the agent',
    '33Zwaits for the gateway',
    '03Zwaits for the gateway',
  ])
})

test('text from outside stays on its line and commands no terminal', () => {
  const { lines, narrator } = createListener()
  const summary = 'one\ntwo\u001b[2J'
  narrator.tell({ kind: 'step-started', phase: 'update', step: 's', summary })
  expect(lines).toEqual(['2026-11-22T06:00:03Z  update     one two\n'])
})

test('after closing nothing is written', async () => {
  const { lines, narrator } = createListener()
  await narrator.close()
  narrator.tell({ kind: 'phase-started', phase: 'update' })
  expect(lines).toEqual([])
})
