import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { VirtualHost } from './virtual-host.ts'

/** A user's required check that does not want this version on disk. */
export function addCheckThatFailsOn({ home }: Pick<VirtualHost, 'home'>, version: string): void {
  const folder = join(home, '.config', 'moltd', 'checks', 'required.d')
  mkdirSync(folder, { recursive: true })
  writeFileSync(
    join(folder, 'no-new-version'),
    `#!/bin/sh\n! grep -q '"${version}"' "$MOLTD_PACKAGE_ROOT/package.json"\n`,
    { mode: 0o755 },
  )
}
