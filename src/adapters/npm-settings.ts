import { access, constants, realpath } from 'node:fs/promises'
import { delimiter, dirname, isAbsolute, join } from 'node:path'

export type NpmSettings = Readonly<Record<string, unknown>>

/**
 * npm's settings as `npm install --global` of this user sees them: environment, user, global and built-in npmrc, each where
 * the npm on PATH looks for it. A project's npmrc has no say.
 */
export async function loadNpmSettings(
  environment: Readonly<Record<string, string | undefined>>,
  home: string,
): Promise<NpmSettings> {
  const { default: Config } = await import('@npmcli/config')
  const { default: npm } = await import('@npmcli/config/lib/definitions/index.js')
  const [node, npmCli] = await Promise.all([findOnPath('node', environment), findOnPath('npm', environment)])
  const config = new Config({
    ...npm,
    npmPath: npmCli === null ? home : dirname(dirname(await realpath(npmCli))),
    env: { ...defined(environment), HOME: environment.HOME ?? home },
    argv: ['node', 'npm', '--global'],
    cwd: home,
    execPath: node ?? process.execPath,
    warn: false,
  })
  await config.load()
  return config.flat
}

async function findOnPath(
  program: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string | null> {
  for (const folder of (environment.PATH ?? '').split(delimiter).filter(isAbsolute)) {
    const path = join(folder, program)
    const runnable = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (runnable) return path
  }
  return null
}

function defined(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}
