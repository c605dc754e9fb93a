import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Stage } from './set-stage.ts'

/** A check of the user's that passes with every version but one. */
export async function addFailingCheck({ home }: Stage, version: string): Promise<void> {
  const folder = join(home, '.config', 'moltd', 'checks', 'required.d')
  await mkdir(folder, { recursive: true })
  const script = `#!/bin/sh
# a required check of yours: exit 0 passes, 1 fails, 75 cannot say yet
grep -q '"version": "${version}"' "$MOLTD_PACKAGE_ROOT/package.json" || exit 0
echo "your assistant forgot how to sing in ${version}"
exit 1
`
  await writeFile(join(folder, 'sings'), script, { mode: 0o755 })
}
