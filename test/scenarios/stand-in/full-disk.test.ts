import { expect } from 'vitest'
import { exitCodeOf } from '../../../src/notify/exit-code.ts'
import type { Files } from '../../../src/ports/files.ts'
import { expectNothingLeft, expectRolledBack, fingerprint } from './expect-world.ts'
import { scenario } from './stage.ts'

const writers = ['copyTree', 'copyFile', 'writeDurably', 'makeFolder'] as const

/** The real file system, until `isFull` says of a path that there is no room. */
function filling(files: Files, isFull: (path: string) => boolean): Files {
  const full = { ...files }
  for (const name of writers) {
    Object.assign(full, {
      [name]: async (...given: unknown[]) => {
        const path = given.findLast(word => typeof word === 'string' && word.startsWith('/'))
        if (given.some(word => typeof word === 'string' && isFull(word)))
          throw Object.assign(new Error(`ENOSPC: no space left on device, write '${path}'`), {
            code: 'ENOSPC',
          })
        return Reflect.apply(files[name], files, given)
      },
    })
  }
  return full
}

scenario(
  'a disk without room for it blocks the update, and the report says how much is missing where',
  async ({ setStage }) => {
    const stage = await setStage()
    const before = await fingerprint(stage)
    const report = await stage.run({
      world: ({ files }) => ({
        files: { ...files, space: async () => ({ availableBytes: 1_000_000, totalBytes: 1e12 }) },
      }),
    })
    expect(report).toMatchObject({ outcome: 'blocked', recoveryPoint: null })
    expect(report.headline).toMatch(/\d+ MiB for .* at .*, 1 MiB free/)
    expect(exitCodeOf(report.outcome)).toBe(3)
    expect(await fingerprint(stage)).toEqual(before)
  },
)

scenario(
  'a disk that fills up while the recovery point is taken leaves everything as it was',
  async ({ setStage }) => {
    const stage = await setStage()
    const before = await fingerprint(stage)
    const report = await stage.run({
      world: ({ files }) => ({ files: filling(files, path => path.includes('/recovery/')) }),
    })
    expect(report.outcome).toBe('untouched')
    expect(report.error?.message).toMatch(/ENOSPC|no space left/)
    expect(await fingerprint(stage)).toEqual(before)
    expectNothingLeft(stage)
  },
)

scenario(
  'a disk that fills up during the rollback leaves it stuck, and recovering ends it when there is room',
  async ({ setStage }) => {
    const stage = await setStage({ candidate: { faults: { exitOnStart: 78 } } })
    const stuck = await stage.runWithLateRow({
      world: ({ files }) => ({ files: filling(files, path => path.includes('/.moltd-restore-')) }),
    })
    expect(stuck).toMatchObject({ outcome: 'stuck', verdict: { kind: 'ill' } })
    expect(stuck.headline).toMatch(/no space left on device/)
    expect(stuck.nextStep).toContain('rescue.sh')
    expect(await stage.recover()).toEqual([])
    const report = await stage.retryStuck()
    expect(report?.nextStep).toBeNull()
    await expectRolledBack(stage, report, /exits with 78/)
  },
)
