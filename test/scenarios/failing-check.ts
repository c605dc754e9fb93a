import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { VirtualHost } from './virtual-host.ts'

/** A user's required check that does not want this version on disk. */
export function addCheckThatFailsOn(host: Pick<VirtualHost, 'home'>, version: string): void {
  addExecutable(
    host,
    'required.d/no-new-version',
    `! grep -q '"${version}"' "$MOLTD_PACKAGE_ROOT/package.json"`,
  )
}

/** An executable in the user's checks folder: shell, after the shebang. */
export function addExecutable({ home }: Pick<VirtualHost, 'home'>, path: string, shell: string): void {
  const folder = join(home, '.config', 'moltd', 'checks')
  mkdirSync(join(folder, path, '..'), { recursive: true })
  writeFileSync(join(folder, path), `#!/bin/sh\n${shell}\n`, { mode: 0o755 })
}

/** A user's required check that answers, from the first look after the update on, with these exit codes; the last one for good. */
export function addCheckThatAnswers(host: Pick<VirtualHost, 'home'>, exitCodes: readonly number[]): void {
  addExecutable(
    host,
    'required.d/scripted',
    `[ "$MOLTD_WHEN" = after ] || exit 0
echo look >>"$HOME/looks"
set -- ${exitCodes.join(' ')}
n=$(wc -l <"$HOME/looks"); [ "$n" -le $# ] || n=$#
shift $((n - 1)); exit "$1"`,
  )
}
