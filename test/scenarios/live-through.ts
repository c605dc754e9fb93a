import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { conductRun, recoverRuns } from '../../src/phases/conduct-run.ts'
import type { Choice } from '../../src/ports/questions.ts'
import { expectClean } from './expect-clean.ts'
import { addCheckThatAnswers, addCheckThatFailsOn } from './failing-check.ts'
import { createVirtualHost, newVersion, oldVersion, unitTextOf, type VirtualHost } from './virtual-host.ts'
import { type Cut, PowerCut, startMoltd } from './virtual-moltd.ts'

const never = new AbortController().signal

/** What dies with moltd: nothing else (kill -9), or everything (the plug). */
export type Death = 'kill' | 'plug'

export interface Story {
  newIsIll: boolean
  death: Death
  /** Nobody can tell whether the new version is well: the run asks, and when nobody answers this happens. */
  asks?: Choice
}

/** One run that dies at the cut, then lives of moltd until one comes to an end; returns how many writes each life made. */
export async function liveThrough(story: Story, cuts: readonly Cut[]): Promise<number[]> {
  const host = createVirtualHost()
  try {
    await host.start()
    host.addCronJob('from before')
    if (story.newIsIll) addCheckThatFailsOn(host, newVersion)
    if (story.asks) addCheckThatAnswers(host, [75])
    const settings = story.asks && {
      settleMs: 6_000,
      inconclusive: { waitMs: 70_000, otherwise: story.asks },
    }
    const writes: number[] = []
    let isFirst = true
    for (const cut of [...cuts, undefined]) {
      const moltd = startMoltd(host, { ...(cut && { cut }), ...(settings && { settings }) })
      const life = isFirst
        ? conductRun(moltd.way, { trigger: 'manual', dryRun: false }, never)
        : recoverRuns(moltd.way, never)
      isFirst = false
      const died = await life.then(
        () => false,
        (error: unknown) => {
          if (error instanceof PowerCut) return true
          throw error
        },
      )
      writes.push(moltd.writes())
      moltd.close()
      if (!died) break
      if (story.death === 'plug') await host.reboot()
    }
    await expectOldOrNew(host, story)
    return writes
  } finally {
    host.remove()
  }
}

/** The world is old or new, whole, verified, and nothing was lost. */
async function expectOldOrNew(host: VirtualHost, { asks }: Story): Promise<void> {
  const last = startMoltd(host)
  try {
    expect(last.way.engine.journal.unfinishedRuns()).toEqual([])
    const [run] = last.way.engine.journal.listRuns(1)
    if (run !== undefined)
      expect(['untouched', 'updated', 'rolled-back'], String(run.notes.headline)).toContain(run.outcome)
    const version = host.versionOnDisk()
    expect([oldVersion, newVersion]).toContain(version)
    expect(host.served).toBe(version)
    expect(host.schemaOnDisk()).toBe(version === oldVersion ? 17 : 18)
    expect(host.cronJobs()).toContain('from before')
    expect(JSON.parse(readFileSync(host.login, 'utf8'))).toMatchObject({ version: 1 })
    expect(readFileSync(host.unitFile, 'utf8')).toBe(unitTextOf(version ?? ''))
    if (run?.outcome === 'updated') expect(version).toBe(newVersion)
    if (run?.outcome === 'rolled-back') expect(version).toBe(oldVersion)
    const questions = last.way.questions
    expect(questions.listOpen()).toEqual([])
    const asked = questions.read(run?.id ?? '')
    expect(asked?.end ?? null).toEqual(asked && { kind: 'overdue', choice: asks, atMs: expect.any(Number) })
    if (asked && asks) expect(run?.outcome).toBe(asks === 'keep' ? 'updated' : 'rolled-back')
    expectClean(host)
  } finally {
    last.close()
  }
}

/** Dies at every single write of a run, before it and after it; says where that did not end well. */
export async function dieAtEveryWrite(story: Story): Promise<string[]> {
  const [total = 0] = await liveThrough(story, [])
  expect(total).toBeGreaterThan(30)
  const failures: string[] = []
  for (let atWrite = 1; atWrite <= total; atWrite += 1) {
    for (const when of ['before', 'after'] as const) {
      await liveThrough(story, [{ atWrite, when }]).catch((error: Error) =>
        failures.push(`write ${atWrite}, ${when}: ${error.message}`),
      )
    }
  }
  return failures
}
