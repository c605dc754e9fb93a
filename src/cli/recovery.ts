import type { Command } from 'commander'
import { plainLine } from '../notify/plain-text.ts'
import { saySize, sayTime } from '../notify/words.ts'
import { findPoint, listPoints, pinPoint, unpinPoint } from '../recovery/points.ts'
import type { RecoveryFinding, RecoveryPoint } from '../recovery/recovery-point.ts'
import type { CliContext } from './context.ts'
import { rootsOf } from './recovery-roots.ts'

interface JsonOption {
  json?: true
}

export function registerRecovery(program: Command, context: CliContext): void {
  const recovery = program.command('recovery').description('look after recovery points')

  recovery
    .command('list')
    .description('all recovery points, newest first')
    .option('--json', 'print as one JSON document')
    .action(async (options: JsonOption, command: Command) => {
      const app = await context.open(command)
      const list = await listPoints(app.world, await rootsOf(app))
      if (options.json) return context.print(JSON.stringify(list, null, 2))
      const lines = list.points.map(renderLine)
      for (const { path, reason } of list.damaged) lines.push(plainLine(`damaged: ${path}: ${reason}`))
      context.print(
        lines.length === 0
          ? 'No recovery point yet: `moltd run` takes one before each update.'
          : lines.join('\n'),
      )
    })

  recovery
    .command('show')
    .description('one recovery point in full')
    .argument('<point>')
    .option('--json', 'print as one JSON document')
    .action(async (id: string, options: JsonOption, command: Command) => {
      const app = await context.open(command)
      const point = await findPoint(app.world, await rootsOf(app), id)
      context.print(options.json ? JSON.stringify(point, null, 2) : renderPoint(point))
    })

  recovery
    .command('verify')
    .description('read every file of a recovery point again and compare')
    .argument('[point]', 'absent: all of them')
    .option('--json', 'print as one JSON document')
    .action(async (id: string | undefined, options: JsonOption, command: Command) => {
      const app = await context.open(command)
      const { verifyPoint } = await import('../recovery/verify.ts')
      const roots = await rootsOf(app)
      const list =
        id === undefined
          ? await listPoints(app.world, roots)
          : { points: [await findPoint(app.world, roots, id)], damaged: [] }
      const results = []
      for (const point of list.points)
        results.push({ id: point.id, findings: await verifyPoint(app.world, point.path) })
      const isSound = list.damaged.length === 0 && results.every(result => result.findings.length === 0)
      if (options.json)
        context.print(JSON.stringify({ sound: isSound, results, damaged: list.damaged }, null, 2))
      for (const { id: name, findings } of options.json ? [] : results) {
        context.print(findings.length === 0 ? `${name} is whole.` : `${name} is damaged:`)
        for (const finding of findings)
          context.print(plainLine(`  ${finding.kind}  ${finding.path}: ${finding.text}`))
      }
      for (const { path, reason } of options.json ? [] : list.damaged)
        context.print(plainLine(`${path} is damaged: ${reason}`))
      if (!isSound) context.setExitCode(1)
    })

  recovery
    .command('mend')
    .description('put back what is damaged of its program, from the vault; each file proven by its digest')
    .argument('<point>')
    .option('--json', 'print as one JSON document')
    .action(async (id: string, options: JsonOption, command: Command) => {
      const app = await context.open(command)
      const [{ mendPoint }, { withLock }] = await Promise.all([
        import('./mend-point.ts'),
        import('./with-lock.ts'),
      ])
      const point = await findPoint(app.world, await rootsOf(app), id)
      const { before, after } = await withLock(app, 'mend a recovery point', signal =>
        mendPoint(app, point, signal),
      )
      if (options.json) context.print(JSON.stringify({ sound: after.length === 0, before, after }, null, 2))
      else context.print(renderMended(point.id, before.length, after))
      if (after.length > 0) context.setExitCode(1)
    })

  for (const [name, description] of [
    ['pin', 'keep a recovery point, whatever retention says'],
    ['unpin', 'let retention decide again'],
  ] as const) {
    recovery
      .command(name)
      .description(description)
      .argument('<point>')
      .action(async (id: string, _: unknown, command: Command) => {
        const app = await context.open(command)
        const { path } = await findPoint(app.world, await rootsOf(app), id)
        await (name === 'pin' ? pinPoint : unpinPoint)(app.world, path)
        context.print(`${id} is ${name === 'pin' ? 'pinned' : 'no longer pinned'}.`)
      })
  }

  recovery
    .command('prune')
    .description('remove what retention does not keep; never the last good one, nor a pinned one')
    .option('--keep <number>', 'how many to keep; absent: what the config says')
    .option('--json', 'print as one JSON document')
    .action(async (options: JsonOption & { keep?: string }, command: Command) => {
      const app = await context.open(command)
      const [{ prunePoints }, { withLock }] = await Promise.all([
        import('../recovery/retention.ts'),
        import('./with-lock.ts'),
      ])
      const keep =
        options.keep === undefined ? app.settings.recovery.keep : Math.max(1, Number(options.keep) || 1)
      const needed = app.journal.unfinishedRuns().map(run => run.id)
      const removed = await withLock(app, 'prune recovery points', () =>
        prunePoints(app.world, null, { keep, needed, folder: app.settings.recovery.folder }),
      )
      const ids = removed.map(point => point.id)
      context.print(
        options.json
          ? JSON.stringify({ removed: ids }, null, 2)
          : ids.length === 0
            ? 'Nothing to remove.'
            : `Removed ${ids.join(', ')}.`,
      )
    })
}

function renderMended(id: string, damaged: number, left: readonly RecoveryFinding[]): string {
  if (damaged === 0) return `${id} is whole; there was nothing to mend.`
  if (left.length === 0) return `${id} is whole again: ${damaged} files came from the vault.`
  return [
    `${id} is still damaged; the vault does not have what it had:`,
    ...left.map(({ kind, path, text }) => plainLine(`  ${kind}  ${path}: ${text}`)),
  ].join('\n')
}

function renderLine(point: RecoveryPoint): string {
  const marks = [
    point.reason,
    point.state,
    point.pinned ? 'pinned' : '',
    point.lastGood ? 'last good' : '',
  ].filter(Boolean)
  const size = saySize(point.packageBytes + point.stateBytes)
  return plainLine(
    `${point.id}  ${sayTime(point.createdAt)}  OpenClaw ${point.version}  ${size.padStart(8)}  ${marks.join(', ')}`,
  )
}

function renderPoint(point: RecoveryPoint): string {
  const rows: [string, string][] = [
    ['id', point.id],
    ['folder', point.path],
    ['taken', `${sayTime(point.createdAt)} (${point.reason})`],
    ['version', `OpenClaw ${point.version}, Node ${point.node.version}`],
    ['program', `${point.packageRoot}, ${saySize(point.packageBytes)} by ${point.packageMethod}`],
    [
      'state',
      `${point.stateFolder}, ${saySize(point.stateBytes)}, ${point.state === 'sealed' ? 'as it was at the stop' : 'as it was while the gateway served'}`,
    ],
    ...(point.sourceCommit
      ? [['source', `commit ${point.sourceCommit}, pinned in the mirror`] satisfies [string, string]]
      : []),
    ['took', `${point.tookMs.total} ms`],
    ['by hand', `sh ${point.path}/rescue.sh`],
  ]
  return rows.map(([label, text]) => `${label.padEnd(9)}${plainLine(text)}`).join('\n')
}
