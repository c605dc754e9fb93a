import type { DeskState } from '../ports/desk.ts'

/** How the desk stands, as what follows "the Discord bot". */
export function sayDesk(state: DeskState): string {
  switch (state.kind) {
    case 'connecting':
      return 'is connecting'
    case 'open':
      return state.trouble === null ? 'is connected' : `is connected, but ${state.trouble}`
    case 'away':
      return `is away: ${state.reason}`
    case 'closed':
      return `is shut: ${state.reason}`
  }
}
