import type { MirrorState, Side } from './state.ts'

const hourMs = 3_600_000

/** How the mirror stands, in one sentence. */
export function sayState(state: MirrorState, nowMs: number): string {
  const missing = state.missing === 0 ? '' : `; ${state.missing} refs of upstream are still to come`
  if (state.endedMs === null) return `a sync is at work, or was cut off${missing}`
  const origin = state.origin === null ? '' : `, origin ${sayAge(state.origin, nowMs)}`
  return `upstream ${sayAge(state.upstream, nowMs)}${origin}${missing}`
}

/** What does not work; each is tried again by the next sync. */
export function sayTroubles({ upstream, origin, foreign }: MirrorState): string[] {
  return [
    ...(upstream.trouble === null ? [] : [`upstream: ${upstream.trouble.reason}`]),
    ...(origin?.trouble ? [`origin: ${origin.trouble.reason}`] : []),
    ...(foreign.length === 0
      ? []
      : [
          `somebody else changed ${foreign.slice(0, 3).join(', ')} at origin: left as it is, our line goes on below refs/moltd/since`,
        ]),
  ]
}

function sayAge({ wellMs, trouble }: Side, nowMs: number): string {
  if (wellMs === null) return 'was never reached'
  const hours = Math.floor((nowMs - wellMs) / hourMs)
  if (trouble === null && hours < 1) return 'is mirrored'
  return hours < 48 ? `was mirrored ${hours} h ago` : `was mirrored ${Math.floor(hours / 24)} days ago`
}
