import type { Command } from 'commander'
import { plainLine } from '../notify/plain-text.ts'
import { saySize, sayTime } from '../notify/words.ts'
import type { CliContext } from './context.ts'
import { readStatus, type Status } from './read-status.ts'

export function registerStatus(program: Command, context: CliContext): void {
  program
    .command('status')
    .description('what is installed, what serves, what the last run came to, and what is open')
    .option('--json', 'print as one JSON document')
    .action(async (options: { json?: true }, command: Command) => {
      const status = await readStatus(await context.open(command))
      context.print(options.json ? JSON.stringify(status, null, 2) : renderStatus(status))
    })
}

function renderStatus(status: Status): string {
  const rows: [string, string][] = []
  for (const gateway of status.gateways) {
    const served =
      gateway.served === null || gateway.served === gateway.version ? '' : `, ${gateway.served} serves`
    rows.push([
      'gateway',
      `${gateway.unit} is ${gateway.active} on port ${gateway.port}; OpenClaw ${gateway.version}${served}`,
    ])
  }
  for (const { severity, version, reason, id } of status.advisories)
    rows.push(['advisory', `${severity}: ${version}: ${reason} (${id})`])
  for (const problem of status.problems) rows.push(['gateway', problem])
  for (const { id, text, deadline, otherwise } of status.questions)
    rows.push([
      'question',
      `${text}. \`moltd answer ${id} keep\` or \`rollback\` until ${sayTime(deadline)}, then: ${otherwise}`,
    ])
  if (status.openRun !== null && !status.questions.some(({ id }) => id === status.openRun))
    rows.push(['open run', `${status.openRun} was cut off: \`moltd recover\` brings it to its end`])
  for (const text of status.schedule.text) rows.push(['schedule', text])
  const last = status.lastRun
  rows.push([
    'last run',
    last === null ? 'none yet' : `${sayTime(last.startedAt)}  ${last.outcome}: ${last.headline}`,
  ])
  for (const { version, reason } of status.quarantine) rows.push(['quarantine', `${version}: ${reason}`])
  const { hold, pin, skipped, breaker } = status.orders
  if (breaker.text !== null) rows.push(['breaker', breaker.text])
  if (hold !== null) rows.push(['on hold', hold.text])
  if (pin !== null) rows.push(['pinned', `only versions within ${pin}`])
  if (skipped.length > 0) rows.push(['skipped', skipped.join(', ')])
  const { points, bytes, newest } = status.recovery
  const kept = points === 0 ? 'no point yet' : `${points} points, ${saySize(bytes)}; newest ${newest}`
  rows.push(['recovery', kept])
  if (status.desk !== null) rows.push(['bot', status.desk.text])
  for (const problem of status.undelivered) rows.push(['discord', problem])
  return rows.map(([label, text]) => `${label.padEnd(11)}${plainLine(text)}`).join('\n')
}
