import type { Host } from '../machine/host.ts'
import { gatewayUnit } from '../openclaw/gateway-view.ts'

const questions: readonly [string, string][] = [
  [
    'the gateway’s unit',
    `systemctl --user status ${gatewayUnit} --no-pager -n 0; ls ~/.config/systemd/user/*`,
  ],
  ['its journal', `journalctl --user -u ${gatewayUnit} --no-pager -n 60 -o cat`],
  ['units of moltd', "systemctl --user list-units --all --no-pager --plain --no-legend 'moltd*'"],
  ['journal of those', "journalctl --user -u 'moltd*' --no-pager -n 60 -o cat"],
  ['processes', 'ps -eo pid,ppid,etimes,cputimes,args --sort=pid | cut -c1-180'],
  [
    'what moltd keeps',
    'cd ~/.local/share/moltd && find . -maxdepth 4 -not -path "*/package/*" | sort | head -80',
  ],
  ['evidence', 'cd ~/.local/share/moltd/evidence && tail -n 20 $(find . -type f -size -200k | tail -12)'],
  ['the last run', 'moltd history --json | head -c 6000'],
]

/** What a person would look at first after a failure. */
export async function describeTrouble(host: Host): Promise<string> {
  const answers: string[] = []
  for (const [title, line] of questions) {
    try {
      const { stdout, stderr } = await host.attempt(line, { timeoutMs: 20_000 })
      answers.push(`── ${title}\n${stdout}${stderr}`.trimEnd())
    } catch (error) {
      answers.push(`── ${title}: ${String(error)}`)
    }
  }
  return answers.join('\n')
}
