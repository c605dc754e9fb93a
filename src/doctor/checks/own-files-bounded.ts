import { join } from 'node:path'
import { saySize } from '../../notify/words.ts'
import { type DoctorCheck, fine } from '../facts.ts'

/** A journal of a thousand runs has a few megabytes. */
const journalLimitBytes = 256e6
const evidenceLimitBytes = 2e9

/** Recovery points have their own retention, and say their size in `moltd status`. */
export const ownFilesBounded: DoctorCheck = {
  name: 'own-files-bounded',
  title: "moltd's own files stay small",
  async look({ files, places }) {
    const { dataFolder } = places
    const names = (await files.list(dataFolder)).filter(name =>
      /\.sqlite(-wal|\.schema-\d+\.bak)?$/.test(name),
    )
    const sizes = await Promise.all(names.map(name => files.stat(join(dataFolder, name))))
    const journalBytes = sizes.reduce((sum, entry) => sum + (entry?.sizeBytes ?? 0), 0)
    const evidence = join(dataFolder, 'evidence')
    const evidenceBytes = (await files.stat(evidence)) === null ? 0 : (await files.measure(evidence)).bytes
    const reason = `${saySize(journalBytes)} of databases, ${saySize(evidenceBytes)} of evidence`
    if (journalBytes < journalLimitBytes && evidenceBytes < evidenceLimitBytes) return fine(reason)
    return {
      severity: 'warning',
      reason: `${reason} in ${dataFolder}`,
      fix: `Look at ${evidence}: what rollbacks kept there may be removed when it has been read.`,
    }
  },
}
