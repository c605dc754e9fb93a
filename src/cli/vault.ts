import type { Command } from 'commander'
import { exactVersion, listVault, readEntry, type VaultEntry } from '../mirror/vault.ts'
import { readTrouble } from '../mirror/vault-trouble.ts'
import { plainLine } from '../notify/plain-text.ts'
import { saySize, sayTime } from '../notify/words.ts'
import { MoltdError, reasonOf } from '../ports/errors.ts'
import type { CliContext } from './context.ts'

interface JsonOption {
  json?: true
}

export function registerVault(program: Command, context: CliContext): void {
  const vault = program
    .command('vault')
    .description(
      'versions of OpenClaw as they were published, kept for the day on which the registry has them no more',
    )

  vault
    .command('list')
    .description('what is kept, used last first')
    .option('--json', 'print as one JSON document')
    .action(async (options: JsonOption, command: Command) => {
      const { world, settings } = await context.open(command)
      const entries = (await listVault(world)).map(withoutFiles)
      if (options.json) return context.print(JSON.stringify(entries, null, 2))
      const { measureVault } = await import('../mirror/prune-vault.ts')
      const trouble = await readTrouble(world)
      const lines = entries.length === 0 ? ['The vault is empty.'] : entries.map(renderEntry)
      if (trouble !== null) lines.push(plainLine(`! ${trouble.reason}`))
      if (entries.length > 0)
        lines.push(
          `${saySize(await measureVault(world))} on the disk, of ${settings.vault.maxGigabytes} GB that it may take.`,
        )
      if (!settings.vault.enabled) lines.push('It is off (vault.enabled): no run adds to it.')
      context.print(lines.join('\n'))
    })

  vault
    .command('keep')
    .description('keep the installed version, or these')
    .argument('[versions...]')
    .option('--json', 'print as one JSON document')
    .option(
      '--quiet',
      'as runs do it: say nothing when all went well, and keep nothing where npm did not install OpenClaw',
    )
    .action(async (texts: string[], options: JsonOption & { quiet?: true }, command: Command) => {
      const app = await context.open(command)
      const [{ withLock }, { keepInVault, usesVault }] = await Promise.all([
        import('./with-lock.ts'),
        import('./keep-in-vault.ts'),
      ])
      if (options.quiet && !(await usesVault(app))) return
      const versions = texts.map(exactVersion)
      const { kept, failures } = await withLock({ lock: app.vaultLock }, 'keep versions', signal =>
        keepInVault(app, versions, signal),
      )
      if (options.json)
        context.print(
          JSON.stringify({ kept: kept.map(withoutFiles), failures: failures.map(reasonOf) }, null, 2),
        )
      else if (!options.quiet && kept.length > 0)
        context.print(kept.map(withoutFiles).map(renderEntry).join('\n'))
      const [first] = failures
      if (first !== undefined) throw first
    })

  vault
    .command('verify')
    .description('read everything that is kept again, and compare')
    .argument('[version]', 'absent: all of them')
    .option('--json', 'print as one JSON document')
    .action(async (text: string | undefined, options: JsonOption, command: Command) => {
      const { world } = await context.open(command)
      const { verifyEntry } = await import('../mirror/verify-vault.ts')
      const entries =
        text === undefined ? await listVault(world) : [await insistOn(world, exactVersion(text))]
      const results = []
      for (const entry of entries)
        results.push({ version: entry.version, findings: await verifyEntry(world, entry) })
      const isSound = results.every(({ findings }) => findings.length === 0)
      if (options.json) context.print(JSON.stringify({ sound: isSound, results }, null, 2))
      else
        for (const { version, findings } of results)
          context.print(
            findings.length === 0
              ? `${version} is whole.`
              : findings.map(finding => plainLine(`${version}: ${finding}`)).join('\n'),
          )
      if (!isSound) context.setExitCode(1)
    })

  vault
    .command('prune')
    .description('remove the versions used longest ago; never the installed one')
    .option('--keep <number>', 'how many to keep; absent: what the config says')
    .option('--json', 'print as one JSON document')
    .action(async (options: JsonOption & { keep?: string }, command: Command) => {
      const app = await context.open(command)
      const [{ withLock }, { pruneKept }] = await Promise.all([
        import('./with-lock.ts'),
        import('./keep-in-vault.ts'),
      ])
      const keep =
        options.keep === undefined ? app.settings.vault.keep : Math.max(1, Number(options.keep) || 1)
      const removed = await withLock({ lock: app.vaultLock }, 'prune the vault', () => pruneKept(app, keep))
      context.print(
        options.json
          ? JSON.stringify({ removed }, null, 2)
          : removed.length === 0
            ? 'Nothing to remove.'
            : `Removed ${removed.join(', ')}.`,
      )
    })
}

async function insistOn(world: Parameters<typeof readEntry>[0], version: string): Promise<VaultEntry> {
  const entry = await readEntry(world, version)
  if (entry !== null) return entry
  throw new MoltdError(
    'E_VAULT',
    `the vault does not have ${version}`,
    '`moltd vault list` says what it has.',
  )
}

function withoutFiles({ tree, ...entry }: VaultEntry) {
  return { ...entry, tree: tree === null ? null : { packages: tree.packages, bytes: tree.bytes } }
}

const signatureWords: Record<VaultEntry['signature'], string> = {
  verified: 'signed',
  wrong: 'WRONG SIGNATURE',
  'not-offered': 'unsigned',
  unknown: 'signature not checked',
}

function renderEntry(entry: ReturnType<typeof withoutFiles>): string {
  const { version, bytes, tree, usedMs, signature, provenance, alarms } = entry
  const proofs = [
    signatureWords[signature],
    provenance === 'verified' ? 'provenance' : provenance === 'wrong' ? 'WRONG PROVENANCE' : '',
  ].filter(Boolean)
  const what = tree === null ? 'tarball only' : `with ${tree.packages} packages`
  const lines = [
    `${version.padEnd(18)}${sayTime(new Date(usedMs).toISOString())}  ${saySize(bytes + (tree?.bytes ?? 0)).padStart(8)}  ${[what, ...proofs].join(', ')}`,
    ...alarms.map(({ text }) => `  ! ${plainLine(text)}`),
  ]
  return lines.join('\n')
}
