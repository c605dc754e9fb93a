import { join } from 'node:path'
import type { World } from '../ports/world.ts'

/** Units in which mirror and vault do their work. */
export const ownJobs = { mirror: 'moltd-mirror-sync', vault: 'moltd-vault-keep' } as const

/** What git and npm need of our session: the user, keys and agents, the bus, and the way to the network. */
const inherited =
  /^(HOME|PATH|USER|LOGNAME|LANG|LC_.+|TZ|TMPDIR|XDG_.+|DBUS_SESSION_BUS_ADDRESS|SSH_(AUTH_SOCK|AGENT_PID)|(https?|all|no)_proxy|SSL_CERT_(FILE|DIR)|NODE_EXTRA_CA_CERTS|npm_config_.+|MOLTD_.+|GIT_(SSL_|PROXY_SSL_|CONFIG_(GLOBAL|SYSTEM|NOSYSTEM)).*)$/i

/** A command of moltd's own in a unit of its own, unless one of that name is at work. Errors: E_JOB_NOT_STARTED. */
export async function launchOwnJob(
  world: Pick<World, 'environment' | 'files' | 'places' | 'supervisor'>,
  { name, folder, argv }: { name: string; folder: string; argv: readonly string[] },
): Promise<void> {
  if ((await world.supervisor.inspectJob(name)).kind === 'running') return
  await world.files.makeFolder(folder, 0o700)
  await world.supervisor.launchJob({
    name,
    // Whatever else happens on this machine now is more urgent.
    argv: ['nice', '-n', '10', ...argv],
    environment: Object.fromEntries(
      Object.entries(world.environment).flatMap(([key, value]): [string, string][] =>
        value === undefined || !inherited.test(key) ? [] : [[key, value]],
      ),
    ),
    workingDirectory: world.places.home,
    stdoutPath: '/dev/null',
    stderrPath: join(folder, 'last.log'),
  })
}
