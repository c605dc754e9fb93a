import type { App } from '../compose.ts'
import { examineOrigin, type Objection } from '../mirror/examine-origin.ts'
import { MoltdError } from '../ports/errors.ts'

interface InitResult {
  origin: string | null
  objections: readonly Objection[]
  lines: readonly string[]
}

const createMs = 60_000

/** Finds out whether the mirror can work, and says the words for the config. Errors: E_MIRROR_ORIGIN. */
export async function initMirror(
  app: App,
  options: { origin?: string; create?: string },
): Promise<InitResult> {
  const created = options.create === undefined ? null : await createRepository(app, options.create)
  const origin = created ?? options.origin ?? app.settings.mirror.origin ?? null
  const { upstream, enabled } = app.settings.mirror
  const { commands, places } = app.world
  const world = { commands, places, git: await app.git(), stranger: await app.git('stranger') }
  const objections = await examineOrigin(world, { upstream, origin })
  if (objections.length > 0)
    return { origin, objections, lines: objections.flatMap(({ text, fix }) => [`✗ ${text}`, `  → ${fix}`]) }
  const known = enabled && origin === (app.settings.mirror.origin ?? null)
  return {
    origin,
    objections,
    lines: [
      `git, upstream${origin === null ? '' : ' and origin'} are as they should be.`,
      ...(known
        ? ['The config has it already: every run keeps the mirror up to date.']
        : [
            'Put this into the config (~/.config/moltd/config.json5):',
            `  mirror: { enabled: true${origin === null ? '' : `, origin: '${origin}'`} },`,
          ]),
      ...(origin === null
        ? [
            'Without an origin the copy on this machine is all. For a private one on GitHub: `moltd mirror init --create NAME`, or',
            '  gh repo create NAME --private',
            '  moltd mirror init --origin git@github.com:YOU/NAME.git',
          ]
        : []),
      'Then `moltd mirror sync`: the first time takes long, and may be interrupted.',
    ],
  }
}

async function createRepository({ world }: App, name: string): Promise<string> {
  const gh = (...words: string[]) => world.commands.run({ argv: ['gh', ...words], timeoutMs: createMs })
  const made = await gh('repo', 'create', name, '--private', '--description', 'Private mirror, kept by moltd')
  if (made.exitCode !== 0)
    throw new MoltdError(
      'E_MIRROR_ORIGIN',
      `cannot create ${name}: ${made.startError === null ? made.stderr.trim().slice(0, 200) : 'the program gh is not there'}`,
      `By hand: make an empty private repository at your git host, then \`moltd mirror init --origin URL\`. With gh: \`gh auth login\`, then again.`,
    )
  const seen = await gh('repo', 'view', name, '--json', 'sshUrl,url', '--jq', '.sshUrl + "\\n" + .url')
  const [ssh = '', web = ''] = seen.stdout.trim().split('\n')
  const protocol = await gh('config', 'get', 'git_protocol', '--host', 'github.com')
  return protocol.stdout.trim() === 'ssh' ? ssh : `${web}.git`
}
