import type { App } from '../compose.ts'
import type { MirrorWorld } from '../mirror/repository.ts'
import type { MirrorSettings } from '../mirror/settings.ts'
import { MoltdError } from '../ports/errors.ts'

export function mirrorSettingsOf({ settings: { mirror } }: Pick<App, 'settings'>): MirrorSettings {
  return {
    upstream: mirror.upstream,
    origin: mirror.origin ?? null,
    refs: mirror.refs,
    depth: mirror.depth,
    filter: mirror.filter,
    timeoutMs: mirror.timeoutMinutes * 60_000,
    onMismatch: mirror.onMismatch,
  }
}

export async function mirrorWorldOf(app: Pick<App, 'world' | 'git'>): Promise<MirrorWorld> {
  const { clock, files, places, log } = app.world
  return { clock, files, places, log, git: await app.git() }
}

/** Errors: E_MIRROR_OFF. */
export function insistOnMirror({ settings: { mirror } }: Pick<App, 'settings'>): void {
  if (mirror.enabled) return
  throw new MoltdError(
    'E_MIRROR_OFF',
    'cannot sync the mirror: the config does not want one',
    'Run `moltd mirror init`; it says what to put into the config.',
  )
}
