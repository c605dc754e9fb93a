import { execFileSync, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openGitStage } from './git-stage.ts'

/** How this machine lets us mount for ourselves alone; null: not at all. */
const unshare = [['--mount'], ['--user', '--map-root-user', '--mount']].find(
  words => spawnSync('unshare', [...words, 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0,
)
if (unshare === undefined)
  console.warn('NOT PROVEN HERE: a disk that is really full, because no mount namespace can be made')

test.skipIf(unshare === undefined)(
  'a disk that really fills up in the middle of a fetch leaves the mirror whole, and the next sync brings the rest',
  () => {
    const stage = openGitStage()
    stage.release('2026.9.4')
    // Nothing makes it smaller.
    writeFileSync(join(stage.upstream, 'large'), randomBytes(12 * 1024 * 1024))
    stage.release('2026.9.5')
    mkdirSync(join(stage.home, 'data'))
    const script = join(import.meta.dirname, 'sync-on-small-disk.ts')
    const told = execFileSync(
      'unshare',
      [...(unshare ?? []), process.execPath, script, stage.home, stage.upstream],
      { encoding: 'utf8' },
    )
    const { full, whenFull, roomy, whenRoomy } = JSON.parse(told)
    expect(full).toMatchObject({ wellMs: null, trouble: { kind: 'full' } })
    expect(whenFull).toEqual({ refs: [], leftovers: [], damage: '' })
    expect(roomy.trouble).toBeNull()
    expect(whenRoomy).toEqual({
      refs: ['refs/heads/main', 'refs/tags/v2026.9.4', 'refs/tags/v2026.9.5'],
      leftovers: [],
      damage: '',
    })
  },
)
