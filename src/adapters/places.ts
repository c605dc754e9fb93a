import { userInfo } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { MoltdError } from '../ports/errors.ts'
import type { Places } from '../ports/places.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** The XDG rules: a variable that is empty or not absolute counts as not set. */
export function resolvePlaces(environment: Environment): Places {
  const home = absolute(environment, 'HOME') ?? homeOfAccount()
  const configHome = absolute(environment, 'XDG_CONFIG_HOME') ?? join(home, '.config')
  const dataHome = absolute(environment, 'XDG_DATA_HOME') ?? join(home, '.local', 'share')
  const runtimeHome = absolute(environment, 'XDG_RUNTIME_DIR')
  const dataFolder = join(dataHome, 'moltd')
  return {
    home,
    configFolder: join(configHome, 'moltd'),
    dataFolder,
    runtimeFolder: runtimeHome ? join(runtimeHome, 'moltd') : join(dataFolder, 'run'),
    temporaryFolder: absolute(environment, 'TMPDIR') ?? '/tmp',
    uid: process.getuid?.() ?? 0,
  }
}

function absolute(environment: Environment, name: string): string | undefined {
  const value = environment[name]
  return value !== undefined && isAbsolute(value) ? value : undefined
}

function homeOfAccount(): string {
  try {
    return userInfo().homedir
  } catch (cause) {
    throw new MoltdError(
      'E_NO_HOME',
      'cannot tell where the home folder is: HOME is not set and the account has no entry in the user database',
      'Set HOME to the home folder of the account that runs the gateway.',
      { cause },
    )
  }
}
