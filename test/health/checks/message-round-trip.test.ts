import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createFiles } from '../../../src/adapters/files.ts'
import { messageRoundTrip } from '../../../src/health/checks/message-round-trip.ts'
import type { RoundTrip, RoundTripAnswer } from '../../../src/health/round-trip.ts'
import { gateway } from '../../doubles/fake-update-host.ts'
import { scratchRoot } from '../../doubles/scratch-root.ts'
import { askCheck } from '../ask-check.ts'
import { expectOnDemand } from '../expect-on-demand.ts'

const expectFrom = '1298765432109876005'
const answers = (answer: RoundTripAnswer): RoundTrip => ({ expectFrom, ask: async () => answer })
const neverAsked: RoundTrip = { expectFrom, ask: () => Promise.reject(new Error('it was asked')) }

function ask(roundTrip: RoundTrip, discord: unknown) {
  const folder = mkdtempSync(join(scratchRoot, 'moltd-round-trip-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const configPath = join(folder, 'openclaw.json')
  writeFileSync(configPath, JSON.stringify({ channels: { discord } }))
  const question = { gateway: { ...gateway, configPath }, roundTrip }
  return askCheck(messageRoundTrip, { question, world: { files: createFiles() } })
}

test.each([
  [{ kind: 'answered', afterMs: 4_210 }, 'pass', null, 'after 4.2 s'],
  [{ kind: 'silent' }, 'fail', 'message-not-answered', 'does not answer'],
  [{ kind: 'not-seen' }, 'unknown', 'message-not-seen', 'not there any more'],
  [{ kind: 'unreadable' }, 'unknown', 'answer-unreadable', 'does not show'],
  [{ kind: 'not-said', reason: '403' }, 'unknown', 'message-not-said', 'could not write to OpenClaw: 403'],
  [
    { kind: 'not-read', reason: '500' },
    'unknown',
    'message-not-read',
    'could not read what OpenClaw answered: 500',
  ],
] as const)('%j: %s', async (given, answer, code, words) => {
  const finding = await ask(answers(given), { allowBots: 'mentions' })
  expect([finding.answer, finding.code ?? null]).toEqual([answer, code])
  expect(finding.reason).toContain(words)
})

test('OpenClaw that passes over bots is not written to, and the key that says so is named', async () => {
  const finding = await ask(neverAsked, { enabled: true })
  expect(finding).toMatchObject({ answer: 'unknown', code: 'bots-passed-over' })
  expect(finding.hint).toContain('channels.discord.allowBots mentions')
})

test('nobody is written to who did not ask for it, in no dry run, and only before and at the end', () => {
  expectOnDemand(messageRoundTrip, { roundTrip: neverAsked })
})
