import { listVault } from '../../mirror/vault.ts'
import { readTrouble } from '../../mirror/vault-trouble.ts'
import { type DoctorCheck, fine } from '../facts.ts'

/** Reads what the last keep left; asks no network. */
export const vaultFilled: DoctorCheck = {
  name: 'vault-filled',
  title: 'versions are kept for the day on which the registry has them no more',
  async look(world, { settings }) {
    if (!settings.vault.enabled) return null
    const trouble = await readTrouble(world)
    const versions = (await listVault(world)).map(({ version }) => version)
    if (trouble !== null)
      return {
        severity: 'warning',
        reason: `the last version was not kept: ${trouble.reason}`,
        fix: '`moltd vault keep` tries again now; vault.enabled: false does without.',
      }
    if (versions.length === 0)
      return {
        severity: 'note',
        reason: 'none is kept yet',
        fix: 'The next run begins; `moltd vault keep` does so now.',
      }
    const [newest] = versions
    return fine(
      versions.length === 1 ? `${newest} is kept` : `${newest} and ${versions.length - 1} more are kept`,
    )
  },
}
