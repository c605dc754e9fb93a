import type { JobSpec } from '../ports/supervisor.ts'
import { objectPathOf } from './systemd-properties.ts'

// The commands we give to systemd, as data.

type Argv = readonly [string, ...string[]]

const destination = 'org.freedesktop.systemd1'
const managerPath = '/org/freedesktop/systemd1'
const managerInterface = 'org.freedesktop.systemd1.Manager'
const call: Argv = ['busctl', '--user', '--json=short', 'call', destination]

/** Every property of every interface of a unit: the empty name means "all". */
export function getUnitProperties(unit: string): Argv {
  return [...call, objectPathOf(unit), 'org.freedesktop.DBus.Properties', 'GetAll', 's', '']
}

export function getManagerEnvironment(): Argv {
  return [
    'busctl',
    '--user',
    '--json=short',
    'get-property',
    destination,
    managerPath,
    managerInterface,
    'Environment',
  ]
}

export function getUnitProcesses(unit: string): Argv {
  return [...call, managerPath, managerInterface, 'GetUnitProcesses', 's', unit]
}

export function listLoadedUnits(pattern: string): Argv {
  return [...call, managerPath, managerInterface, 'ListUnitsByPatterns', 'asas', '0', '1', pattern]
}

export function listUnitFiles(pattern: string): Argv {
  return [...call, managerPath, managerInterface, 'ListUnitFilesByPatterns', 'asas', '0', '1', pattern]
}

export function systemctl(...words: readonly string[]): Argv {
  return ['systemctl', '--user', '--no-ask-password', ...words]
}

/** The newest lines since then, oldest first, from every journal that we may read: some hosts keep none per user. */
export function readUnitJournal(unit: string, sinceMs: number, maxLines: number): Argv {
  const since = `--since=@${(sinceMs / 1000).toFixed(3)}`
  return [
    'journalctl',
    `--user-unit=${unit}`,
    since,
    `--lines=${maxLines}`,
    '--output=short-iso',
    '--no-pager',
    '--quiet',
  ]
}

/**
 * The unit remains after its end, so that its exit status can be asked for by somebody who was not there. Values of the
 * environment are handed over through systemd-run's own: other users can read a command line.
 */
export function launchTransientUnit(spec: JobSpec): Argv {
  const [program, ...words] = spec.argv
  return [
    'systemd-run',
    '--user',
    '--quiet',
    `--unit=${spec.name}`,
    `--description=moltd: ${spec.name}`,
    '--property=Type=exec',
    '--property=RemainAfterExit=yes',
    `--property=StandardOutput=append:${spec.stdoutPath}`,
    `--property=StandardError=append:${spec.stderrPath}`,
    `--working-directory=${spec.workingDirectory}`,
    ...Object.keys(spec.environment)
      .filter(isVariableName)
      .map(name => `--setenv=${name}`),
    '--',
    program,
    // systemd puts variables into arguments; a doubled dollar sign is a plain one.
    ...words.map(word => word.replaceAll('$', '$$$$')),
  ]
}

/** Others, such as bash's exported functions, make systemd refuse the whole unit. */
function isVariableName(name: string): boolean {
  return /^[A-Za-z_]\w*$/.test(name)
}
