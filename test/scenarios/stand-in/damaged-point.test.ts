import { cpSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { expect } from 'vitest'
import { exitCodeOf } from '../../../src/notify/exit-code.ts'
import { conduct } from '../../../src/phases/conduct-run.ts'
import { rollBackByHand } from '../../../src/phases/rollback/by-hand.ts'
import { expectNothingLeft, expectVersion, fingerprint } from './expect-world.ts'
import { newVersion, oldVersion, type Stage, scenario } from './stage.ts'

const rollBack = (stage: Stage) =>
  stage.run({ go: (way, signal) => conduct(way, 'manual', signal, walk => rollBackByHand(walk, undefined)) })

/** What happens to one file of a recovery point. */
const damages: readonly [file: string, damage: (path: string) => void][] = [
  ['manifest.json', path => truncateSync(path, 100)],
  ['files.json', path => rmSync(path)],
  ['package/dist/index.js', flipByte],
  ['state/state/openclaw.sqlite', path => truncateSync(path, 0)],
  ['state/openclaw.json', path => rmSync(path)],
]

scenario(
  'a rollback by hand refuses a damaged recovery point while the gateway serves on, and takes a whole one',
  async ({ setStage }) => {
    const stage = await setStage()
    const point = (await stage.run()).recoveryPoint?.path ?? ''
    const before = await fingerprint(stage)
    for (const [file, damage] of damages) {
      const path = join(point, file)
      const whole = join(stage.home.home, 'whole')
      cpSync(path, whole, { preserveTimestamps: true })
      damage(path)
      const report = await rollBack(stage)
      expect([file, report.outcome, report.error?.code]).toEqual([
        file,
        'untouched',
        expect.stringMatching(/^E_POINT_(DAMAGED|UNKNOWN)$/),
      ])
      expect(report.error?.hint).toMatch(/moltd/)
      expect(exitCodeOf(report.outcome)).toBe(1)
      expect(await fingerprint(stage)).toEqual(before)
      renameSync(whole, path)
    }
    const older = join(dirname(point), '20200101-000000-2222')
    const manifest = readFileSync(join(point, 'manifest.json'), 'utf8')
    cpSync(point, older, { recursive: true, preserveTimestamps: true })
    writeFileSync(join(older, 'manifest.json'), manifest.replaceAll(basename(point), basename(older)))
    truncateSync(join(point, 'manifest.json'), 100)
    const refused = await rollBack(stage)
    expect(refused.error).toMatchObject({
      code: 'E_POINT_DAMAGED',
      message: expect.stringContaining(`${basename(point)}, the newest recovery point, is damaged`),
      hint: expect.stringContaining('moltd rollback '),
    })
    writeFileSync(join(point, 'manifest.json'), manifest)
    rmSync(older, { recursive: true })
    await expectVersion(stage, newVersion)
    expect(await rollBack(stage)).toMatchObject({ outcome: 'rolled-back', rollbackVerdict: { kind: 'well' } })
    await expectVersion(stage, oldVersion)
    expectNothingLeft(stage)
  },
)

function flipByte(path: string): void {
  const bytes = readFileSync(path)
  bytes.writeUInt8(bytes.readUInt8(5) ^ 1, 5)
  writeFileSync(path, bytes)
}
