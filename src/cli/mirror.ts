import type { Command } from 'commander'
import { sayState, sayTroubles } from '../mirror/say-state.ts'
import type { MirrorState } from '../mirror/state.ts'
import { plainLine } from '../notify/plain-text.ts'
import { saySize, sayTime } from '../notify/words.ts'
import { MoltdError } from '../ports/errors.ts'
import type { CliContext } from './context.ts'
import { insistOnMirror, mirrorSettingsOf, mirrorWorldOf } from './mirror-parts.ts'

interface JsonOption {
  json?: true
}

export function registerMirror(program: Command, context: CliContext): void {
  const mirror = program
    .command('mirror')
    .description('the private mirror of the source, from which nothing is ever taken away')

  mirror
    .command('sync')
    .description('take what is new at upstream, and give it to origin')
    .option('--json', 'print the state of the mirror as one JSON document')
    .option('--quiet', 'say nothing when all went well')
    .action(async (options: JsonOption & { quiet?: true }, command: Command) => {
      const app = await context.open(command)
      insistOnMirror(app)
      const [{ withLock }, { syncMirror }] = await Promise.all([
        import('./with-lock.ts'),
        import('../mirror/sync.ts'),
      ])
      const world = await mirrorWorldOf(app)
      const state = await withLock({ lock: app.mirrorLock }, 'sync the mirror', signal =>
        syncMirror(world, mirrorSettingsOf(app), {
          signal,
          ...(options.quiet ? {} : { onProgress: showProgress() }),
        }),
      )
      if (options.json) context.print(JSON.stringify(state, null, 2))
      else if (!options.quiet) context.print(renderState(state, app.world.clock.nowMs()))
      if (state.upstream.trouble !== null || state.origin?.trouble) context.setExitCode(1)
    })

  mirror
    .command('status')
    .description('how the mirror stands')
    .option('--json', 'print as one JSON document')
    .action(async (options: JsonOption, command: Command) => {
      const app = await context.open(command)
      const [{ readState }, { findRepository }] = await Promise.all([
        import('../mirror/state.ts'),
        import('../mirror/repository.ts'),
      ])
      const repository = await findRepository(await mirrorWorldOf(app))
      const state = await readState(app.world)
      const size = repository === null ? null : await app.world.files.measure(repository.path)
      const refs = repository === null ? 0 : (await repository.refs()).size
      const { enabled, upstream, origin } = app.settings.mirror
      const facts = { enabled, upstream, origin: origin ?? null, path: repository?.path ?? null, refs }
      if (options.json)
        return context.print(JSON.stringify({ ...facts, bytes: size?.bytes ?? 0, state }, null, 2))
      const place =
        repository === null ? 'nothing yet' : `${repository.path}, ${refs} refs, ${saySize(size?.bytes ?? 0)}`
      context.print(
        [
          enabled ? 'The mirror is on.' : 'The mirror is off: `moltd mirror init` sets it up.',
          row('upstream', upstream),
          row('origin', origin ?? 'none: the copy on this machine is all'),
          row('here', place),
          ...(state === null ? [] : [renderState(state, app.world.clock.nowMs())]),
        ].join('\n'),
      )
    })

  mirror
    .command('verify')
    .description('read every object again, and compare with origin')
    .option('--json', 'print as one JSON document')
    .action(async (options: JsonOption, command: Command) => {
      const app = await context.open(command)
      const [{ withLock }, { verifyMirror }, { findRepository, repositoryPath }] = await Promise.all([
        import('./with-lock.ts'),
        import('../mirror/verify.ts'),
        import('../mirror/repository.ts'),
      ])
      const repository = await findRepository(await mirrorWorldOf(app))
      if (repository === null)
        throw new MoltdError(
          'E_MIRROR',
          'cannot verify the mirror: there is none yet',
          'Run `moltd mirror sync`.',
        )
      const hasOrigin = app.settings.mirror.origin !== undefined
      const findings = await withLock({ lock: app.mirrorLock }, 'verify the mirror', signal =>
        verifyMirror(repository, {
          hasOrigin,
          signal,
          ...(options.json ? {} : { onProgress: showProgress() }),
        }),
      )
      const isDamaged = findings.some(({ kind }) => kind === 'damaged')
      if (options.json) context.print(JSON.stringify({ sound: findings.length === 0, findings }, null, 2))
      else if (findings.length === 0) context.print('The mirror is whole.')
      else for (const { kind, text } of findings) context.print(plainLine(`${kind}  ${text}`))
      if (isDamaged && !options.json)
        context.print(
          `To make it anew, with what origin and upstream hold: mv ${repositoryPath(app.world)}{,.damaged}; moltd mirror sync`,
        )
      if (findings.length > 0) context.setExitCode(1)
    })

  mirror
    .command('init')
    .description('check git, upstream and your private repository, and say what to put into the config')
    .option('--origin <url>', 'your private repository; absent: what the config says')
    .option('--create <name>', 'create it on GitHub first, private, with the gh program')
    .option('--json', 'print as one JSON document')
    .action(async (options: JsonOption & { origin?: string; create?: string }, command: Command) => {
      const app = await context.open(command)
      const { initMirror } = await import('./init-mirror.ts')
      const result = await initMirror(app, options)
      if (options.json) context.print(JSON.stringify(result, null, 2))
      else
        context.print(
          result.lines.map(line => `${line.startsWith('  ') ? '  ' : ''}${plainLine(line)}`).join('\n'),
        )
      if (result.objections.length > 0) context.setExitCode(1)
    })
}

function renderState(state: MirrorState, nowMs: number): string {
  return [
    row('state', sayState(state, nowMs)),
    ...sayTroubles(state).map(text => row('trouble', text)),
    ...state.alarms
      .slice(-10)
      .map(({ text, atMs }) => row('alarm', `${sayTime(new Date(atMs).toISOString())} ${text}`)),
  ].join('\n')
}

function row(label: string, text: string): string {
  return `${label.padEnd(10)}${plainLine(text)}`
}

/** One line that is written over on a terminal; nothing in a pipe. */
function showProgress(): (text: string) => void {
  const { stderr } = process
  if (!stderr.isTTY) return () => undefined
  return text => void stderr.write(`\r\u001b[K${plainLine(text)}`)
}
