import { sayDuration, saySize } from '../notify/words.ts'
import { readNotes } from './notes.ts'
import type { Prospect } from './preflight/prospect.ts'
import { whyStartIsLeft } from './rehearse/rehearsal-request.ts'
import type { Walk, WaySettings } from './way.ts'

/** What a run would do from here on, in order, with the commands that it would give. */
export function planInWords(walk: Walk, prospect: Prospect): string[] {
  const { settings } = walk
  const { gateway, to, recoveryRoot } = prospect
  const ways = prospect.drivers.map(driver => wayOf(driver, prospect))
  return [
    ...rehearsalInWords(walk, prospect),
    `take a recovery point of ${gateway.installation.root} and ${gateway.stateFolder} in ${recoveryRoot}`,
    `arm the copy at the stop of ${gateway.unit}`,
    ...prospect.remedies.map(id => `apply the remedy ${id}, and restart the gateway`),
    ...ways.map((way, index) => (index === 0 ? way : `if that touched nothing, ${way}`)),
    `verify ${to}: unit, process, listener, version, readiness and the agent's way, then ${settings.soakMs / 1000} s of soak time`,
    'commit, or take program and data back together',
  ]
}

/** Nothing where it is switched off. */
function rehearsalInWords({ settings, engine }: Walk, { to, from, drivers }: Prospect): string[] {
  if (settings.rehearsal === null) return []
  const parts = ['install it', 'its files', '`config validate`', '`doctor --lint`']
  if (whyStartIsLeft(from, drivers) === null) parts.push('its start on a free port')
  const last = engine.journal
    .listRuns(50)
    .map(({ notes }) => readNotes(notes).rehearsal)
    .find(rehearsal => rehearsal !== undefined && rehearsal.kind !== 'skipped')
  const size = last?.bytes ? ` and ${saySize(last.bytes)}` : ''
  const cost = last ? `; the last rehearsal took ${sayDuration(last.durationMs)}${size}` : ''
  return [`rehearse ${to} beside the live gateway, on a copy of its data: ${parts.join(', ')}${cost}`]
}

function wayOf(driver: WaySettings['drivers'][number], { to, channelVersion }: Prospect): string {
  const isOffered = to === channelVersion
  switch (driver) {
    case 'update-run':
      return isOffered
        ? 'update-run: `openclaw gateway call update.run`, followed to its real end'
        : 'update-run: not for this one, it only goes to what the channel offers'
    case 'openclaw-update':
      return `openclaw-update: \`openclaw update --yes --json${isOffered ? '' : ` --tag ${to}`}\` in a unit of its own`
    case 'package-manager':
      return `package-manager: \`npm install --global openclaw@${to}\` beside the live one, stop, swap, \`openclaw doctor --fix\`, start`
  }
}
