import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import { createDeskCommands } from '../../../src/adapters/desk-commands.ts'
import { openSqliteAuditTrail } from '../../../src/adapters/sqlite-audit-trail.ts'
import { answerCall } from '../../../src/desk/answer-call.ts'
import { createTurns } from '../../../src/health/turns.ts'
import { wordsOf } from '../../../src/notify/discord-words.ts'
import type { Report } from '../../../src/notify/report.ts'
import { conduct, conductRun } from '../../../src/phases/conduct-run.ts'
import { rollBackByHand } from '../../../src/phases/rollback/by-hand.ts'
import type { DeskMessage } from '../../../src/ports/desk.ts'
import { ann, buttonOf, place } from '../../desk/play-desk.ts'
import { quietLog } from '../../doubles/quiet-log.ts'
import { expectRolledBack, expectVersion } from './expect-world.ts'
import { moltdEnvironment } from './gateway-host.ts'
import { newVersion, type RunOptions, type Stage, scenario } from './stage.ts'

const program = fileURLToPath(new URL('../../../src/bin.ts', import.meta.url))

/** A run on schedule that waits for a person's yes. */
const onSchedule: NonNullable<RunOptions['go']> = (way, signal) => {
  const now = { minimumAgeMs: 0, afterBootMs: 0, pauseAfterRollbackMs: 0 }
  const policy = { ...way.settings.policy, ...now, mode: 'ask' as const }
  const settings = { ...way.settings, policy }
  return conductRun({ ...way, settings }, { trigger: 'schedule', dryRun: false }, signal)
}

/** The desk on a stage: moltd's commands are processes of their own; of what takes long, only the words are kept. */
function openDesk({ host }: Stage, onTestFinished: (done: () => void) => void) {
  const environment = moltdEnvironment(host)
  const own = createDeskCommands({ moltd: [process.execPath, program], configPath: undefined, environment })
  const audit = openSqliteAuditTrail(join(host.home, '.local/share/moltd/audit.sqlite'))
  onTestFinished(() => audit.close())
  const begun: (readonly string[])[] = []
  const world = {
    audit,
    clock: { nowMs: () => Date.now() },
    log: quietLog,
    own: {
      ...own,
      begin: async (words: readonly string[]) => {
        begun.push(words)
        return null
      },
    },
    policy: { ...place, allow: { users: [ann.id], roles: [] } },
    words: wordsOf('en'),
    inTurn: createTurns(1),
  }
  async function press(customId: string): Promise<string> {
    const said: Partial<DeskMessage>[] = []
    const hand = {
      defer: async () => undefined,
      answer: async (message: DeskMessage) => void said.push(message),
      rewrite: async (message: Partial<DeskMessage>) => void said.push(message),
    }
    const call = { id: `${customId} ${performance.now()}`, atMs: Date.now(), ...place, person: ann }
    await answerCall({ ...call, kind: 'press', customId, messageId: '77777777777777777' }, hand, world)
    return JSON.stringify(said)
  }
  return { press, begun, audit }
}

scenario(
  'a press approves, and the next run on schedule takes the very package',
  async ({ setStage, onTestFinished }) => {
    const stage = await setStage()
    const asked = await stage.run({ go: onSchedule })
    expect(asked).toMatchObject({ outcome: 'awaiting-approval', offer: { version: newVersion } })
    const desk = openDesk(stage, onTestFinished)
    expect(await desk.press(buttonOf(asked, 'approve'))).toContain(`${newVersion} is approved`)
    expect(await desk.press(buttonOf(asked, 'approve'))).toContain('approved already, by discord: Ann')
    const taken = await stage.runWithLateRow({ go: onSchedule })
    expect(taken).toMatchObject({ outcome: 'updated' })
    expect(taken.reasons.join()).toContain('discord: Ann (11111111111111111) approved')
    await expectVersion(stage, newVersion)
    expect(await desk.press(buttonOf(asked, 'approve'))).toContain('Things have moved on')
    expect(desk.audit.list(3).map(({ result }) => result)).toEqual([
      `nothing done: ${newVersion} is installed already`,
      expect.stringContaining('approved it already'),
      expect.stringContaining('approved until'),
    ])
  },
)

scenario('a yes to a package that was swapped since is void', async ({ setStage, onTestFinished }) => {
  const stage = await setStage()
  const asked = await stage.run({ go: onSchedule })
  await stage.home.publish({ version: newVersion, nodeRange: '>=24.0.1' })
  const said = await openDesk(stage, onTestFinished).press(buttonOf(asked, 'approve'))
  expect(said).toContain('counts for nothing')
  expect(said).toContain('another package is offered')
  expect(await stage.run({ go: onSchedule })).toMatchObject({ outcome: 'awaiting-approval' })
})

scenario('a press skips a version, and another one takes that back', async ({ setStage, onTestFinished }) => {
  const stage = await setStage()
  const asked = await stage.run({ go: onSchedule })
  const desk = openDesk(stage, onTestFinished)
  expect(await desk.press(buttonOf(asked, 'skip'))).toContain('is left out')
  expect(await stage.run({ go: onSchedule })).toMatchObject({
    outcome: 'held',
    headline: expect.stringContaining('skipped'),
  })
  expect(await desk.press(buttonOf(asked, 'approve'))).toContain('is skipped')
  expect(await desk.press(buttonOf(asked, 'unskip'))).toContain('may be taken again')
  expect(await stage.run({ go: onSchedule })).toMatchObject({ outcome: 'awaiting-approval' })
})

scenario(
  'two presses roll back, and a third lets the version be taken again',
  async ({ setStage, onTestFinished }) => {
    const stage = await setStage()
    const updated = await stage.runWithLateRow()
    const desk = openDesk(stage, onTestFinished)
    const asked = await desk.press(buttonOf(updated, 'ask-rollback'))
    expect(asked).toContain('Roll back 2026.9.6 → 2026.9.5?')
    const [, yes = ''] = /"custom_id":"(moltd1 roll-back [^"]*)"/.exec(asked) ?? []
    expect(await desk.press(yes)).toContain('rollback started by Ann')
    const [words = []] = desk.begun
    expect(words.slice(0, 3)).toEqual(['rollback', updated.recoveryPoint?.id, '--trigger=discord'])
    const back = await begin(stage, words)
    await expectRolledBack(stage, back, /asked by hand/)
    expect(back.trigger).toBe('discord')

    expect(await desk.press(yes)).toContain('Things have moved on')
    expect(await desk.press(buttonOf(back, 'release'))).toContain('is out of quarantine')
    expect(await desk.press(buttonOf(back, 'release'))).toContain('not in quarantine')
    expect(desk.begun.length).toBe(1)
  },
)

/** What the transient unit would do, on the stage's own gateway. */
function begin(stage: Stage, [, point]: readonly string[]): Promise<Report> {
  return stage.run({
    go: (way, signal) => conduct(way, 'discord', signal, walk => rollBackByHand(walk, point)),
  })
}
