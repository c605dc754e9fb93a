export interface NodeManager {
  /** null for a Node that no version manager owns. */
  name: string | null
  /** The one command that puts the gateway on this Node; without a manager Node itself is installed first, by hand. */
  upgrade(version: string): string
}

const reinstall = 'openclaw gateway install --force'

const managers: readonly {
  name: string
  path: RegExp
  command: (major: string, version: string) => string
}[] = [
  {
    name: 'nvm',
    path: /\/\.?nvm\//,
    command: major => `nvm install ${major} && nvm exec ${major} ${reinstall}`,
  },
  {
    name: 'fnm',
    path: /\/\.?fnm(_multishells)?\//,
    command: major => `fnm install ${major} && fnm exec --using=${major} ${reinstall}`,
  },
  { name: 'volta', path: /\/\.volta\//, command: major => `volta install node@${major} && ${reinstall}` },
  {
    name: 'asdf',
    path: /\/\.asdf\//,
    command: (_, version) => `asdf install nodejs ${version} && ${reinstall}`,
  },
  { name: 'mise', path: /\/mise\//, command: major => `mise use --global node@${major} && ${reinstall}` },
  { name: 'n', path: /\/n\/versions\//, command: major => `n ${major} && ${reinstall}` },
  {
    name: 'nodenv',
    path: /\/\.nodenv\//,
    command: (_, version) => `nodenv install ${version} && ${reinstall}`,
  },
  {
    name: 'Homebrew',
    path: /\/(Cellar|homebrew|linuxbrew)\//i,
    command: major => `brew install node@${major} && ${reinstall}`,
  },
]

/** Who owns a Node, judged by its path. */
export function nodeManagerOf(path: string): NodeManager {
  const manager = managers.find(candidate => candidate.path.test(path))
  if (manager === undefined) {
    return { name: null, upgrade: () => reinstall }
  }
  return {
    name: manager.name,
    upgrade: version => manager.command(version.split('.')[0] ?? version, version),
  }
}
