import type { Host } from '../machine/host.ts'
import { gatewayUnit } from '../openclaw/gateway-view.ts'

/** OpenClaw's and npm's own, and moltd's data and config, which stay. */
const leftOut = ['.openclaw', '.npm-global', '.npm', '.cache', '.local/share/moltd', '.config/moltd']
/** The way to that data; nothing by itself. */
const onTheWay = ['.local', '.local/share']

/** Everything that `moltd install` may leave behind: claw's files with their content, and what his service manager knows. Equal before and after means no trace. */
export async function traces(host: Host): Promise<Record<string, string>> {
  const pruned = leftOut.map(path => `-path ./${path}`).join(' -o ')
  const listed = onTheWay.map(path => `! -path ./${path}`).join(' ')
  const found = `cd ~ && find . \\( ${pruned} \\) -prune -o`
  return {
    entries: await host.sh(`${found} ${listed} -printf '%p %y %m %l\\n' | sort`),
    content: await host.sh(`${found} -type f -print0 | sort -z | xargs -0 sha256sum`),
    unitFiles: await host.sh('systemctl --user list-unit-files --no-legend | sort'),
    ownUnits: await host.sh("systemctl --user list-units --all --plain --no-legend 'moltd*'"),
    gateway: await host.sh(`systemctl --user cat ${gatewayUnit}`),
    lingering: await host.sh('ls /var/lib/systemd/linger'),
  }
}
