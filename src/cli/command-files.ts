import type { Command } from 'commander'
import type { CliContext } from './context.ts'

type Register = (program: Command, context: CliContext) => void

interface CommandFile {
  /** First words of the command line that it answers to. */
  names: readonly string[]
  load(): Promise<Register>
}

/** One file per command, in the order of the help; only the one that is asked for is loaded. */
const commandFiles: readonly CommandFile[] = [
  { names: ['init'], load: async () => (await import('./init.ts')).registerInit },
  { names: ['install'], load: async () => (await import('./install.ts')).registerInstall },
  { names: ['uninstall'], load: async () => (await import('./uninstall.ts')).registerUninstall },
  { names: ['doctor'], load: async () => (await import('./doctor.ts')).registerDoctor },
  { names: ['run'], load: async () => (await import('./run.ts')).registerRun },
  { names: ['status'], load: async () => (await import('./status.ts')).registerStatus },
  { names: ['plan'], load: async () => (await import('./plan.ts')).registerPlan },
  { names: ['history'], load: async () => (await import('./history.ts')).registerHistory },
  { names: ['about'], load: async () => (await import('./about.ts')).registerAbout },
  { names: ['answer'], load: async () => (await import('./answer.ts')).registerAnswer },
  { names: ['rollback'], load: async () => (await import('./rollback.ts')).registerRollback },
  { names: ['recover'], load: async () => (await import('./recover.ts')).registerRecover },
  { names: ['recovery'], load: async () => (await import('./recovery.ts')).registerRecovery },
  { names: ['drill'], load: async () => (await import('./drill.ts')).registerDrill },
  { names: ['remedy'], load: async () => (await import('./remedy.ts')).registerRemedy },
  { names: ['hold', 'unhold'], load: async () => (await import('./hold.ts')).registerHold },
  { names: ['approve'], load: async () => (await import('./approve.ts')).registerApprove },
  { names: ['skip', 'unskip'], load: async () => (await import('./skip.ts')).registerSkip },
  { names: ['pin', 'unpin'], load: async () => (await import('./pin.ts')).registerPin },
  { names: ['quarantine'], load: async () => (await import('./quarantine.ts')).registerQuarantine },
  { names: ['config'], load: async () => (await import('./config.ts')).registerConfig },
  { names: ['discord'], load: async () => (await import('./discord.ts')).registerDiscord },
  { names: ['daemon'], load: async () => (await import('./daemon.ts')).registerDaemon },
  { names: ['unbegun'], load: async () => (await import('./unbegun.ts')).registerUnbegun },
  { names: ['deliver'], load: async () => (await import('./deliver.ts')).registerDeliver },
  { names: ['mirror'], load: async () => (await import('./mirror.ts')).registerMirror },
  { names: ['vault'], load: async () => (await import('./vault.ts')).registerVault },
  { names: ['registry'], load: async () => (await import('./registry.ts')).registerRegistry },
]

/** Adds the command that these words ask for; all of them when they ask for none that is known. */
export async function registerCommands(
  program: Command,
  context: CliContext,
  name: string | undefined,
): Promise<void> {
  const asked = commandFiles.filter(({ names }) => name !== undefined && names.includes(name))
  const files = asked.length === 0 ? commandFiles : asked
  for (const register of await Promise.all(files.map(({ load }) => load()))) register(program, context)
}
