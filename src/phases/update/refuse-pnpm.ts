import type { CanDrive, UpdateRequest } from './update-request.ts'

/**
 * Seen with 2026.9.5 and pnpm 12: `update.run` skips the installation as none of a package manager, and `openclaw update` migrates the data, fails,
 * and leaves the gateway stopped, with a launcher that leads nowhere.
 */
export function refusePnpm({
  gateway,
}: Pick<UpdateRequest, 'gateway'>): Extract<CanDrive, { can: false }> | null {
  if (gateway.installation.kind !== 'pnpm') return null
  return { can: false, reason: "OpenClaw's own updater breaks installations of pnpm 11 and later" }
}
