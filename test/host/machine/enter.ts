import { execa } from 'execa'
import type { RunningLine, ShellOptions, ShellResult } from './host.ts'
import { claw } from './places.ts'

type Who = 'claw' | 'root'

/** What a person who logs in has, and what this machine needs to reach a registry. */
const passedOn = [
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
]

/** Runs a shell line inside a host to its end. */
export async function runInside(
  pid: number,
  who: Who,
  line: string,
  options: ShellOptions = {},
): Promise<ShellResult> {
  const result = await execa('nsenter', enterArgv(pid, who, line, options), {
    reject: false,
    stdin: 'ignore',
  })
  return { exitCode: result.exitCode ?? -1, stdout: result.stdout ?? '', stderr: result.stderr ?? '' }
}

/** Starts a shell line inside a host. */
export function startInside(pid: number, who: Who, line: string, options: ShellOptions = {}): RunningLine {
  const child = execa('nsenter', enterArgv(pid, who, line, options), {
    reject: false,
    stdin: 'ignore',
    all: true,
  })
  let said = ''
  let over = false
  child.all.on('data', chunk => {
    said += String(chunk)
  })
  const ended = child.then(result => {
    over = true
    return { exitCode: result.exitCode ?? -1, stdout: result.stdout ?? '', stderr: result.stderr ?? '' }
  })
  return { ended, output: () => said, isOver: () => over }
}

/** Arguments of nsenter: into every namespace, a control group of its own as after a login, the user, a clean environment. */
export function enterArgv(pid: number, who: Who, line: string, options: ShellOptions): string[] {
  const seconds = Math.ceil((options.timeoutMs ?? 120_000) / 1000)
  const login = 'mkdir -p /sys/fs/cgroup/logins && echo $$ >/sys/fs/cgroup/logins/cgroup.procs && exec "$@"'
  const user =
    who === 'claw' ? ['setpriv', `--reuid=${claw.uid}`, `--regid=${claw.gid}`, '--init-groups'] : []
  const environment = Object.entries({ ...environmentOf(who), ...options.env }).map(
    ([key, value]) => `${key}=${value}`,
  )
  return [
    ...['--target', String(pid), '--all', '--root', '--wd', '--', 'bash', '-c', login, 'bash'],
    ...[
      ...user,
      'env',
      '-i',
      ...environment,
      'timeout',
      '--kill-after=5',
      String(seconds),
      'bash',
      '-c',
      line,
    ],
  ]
}

function environmentOf(who: Who): Record<string, string> {
  const path = '/opt/node/bin:/usr/local/bin:/usr/bin:/bin'
  const outer = Object.fromEntries(
    passedOn.flatMap(key => {
      const value = process.env[key]
      return value === undefined ? [] : [[key, value]]
    }),
  )
  if (who === 'root') return { ...outer, HOME: '/root', PATH: `${path}:/usr/sbin:/sbin`, LANG: 'C.UTF-8' }
  return {
    ...outer,
    HOME: '/home/claw',
    USER: 'claw',
    LOGNAME: 'claw',
    SHELL: '/bin/bash',
    LANG: 'C.UTF-8',
    XDG_RUNTIME_DIR: `/run/user/${claw.uid}`,
    DBUS_SESSION_BUS_ADDRESS: `unix:path=/run/user/${claw.uid}/bus`,
    PATH: `/home/claw/.npm-global/bin:${path}`,
  }
}
