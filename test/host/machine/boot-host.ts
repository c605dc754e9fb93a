import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chown, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { execa } from 'execa'
import { makeControlGroup, removeControlGroup } from './control-group.ts'
import { runInside, startInside } from './enter.ts'
import type { Host } from './host.ts'
import { claw, type HostPlaces } from './places.ts'

export interface HostOptions {
  name: string
  /** `shared`: this machine's network, so choose ports that differ; `own`: loopback and a tailnet-like address only. */
  network: 'shared' | 'own'
  /** A home to copy; absent: an empty one. */
  seed?: string
  /** Changes the home before the first boot. */
  prepareHome?: (home: string) => Promise<void>
  /** More folders or files to show inside: outside path → inside path, read-only. */
  show?: Readonly<Record<string, string>>
}

/** Boots a host and returns once claw's user manager runs; rejects, and leaves nothing, when aborted. */
export async function bootHost(places: HostPlaces, options: HostOptions, signal: AbortSignal): Promise<Host> {
  const folder = join(places.run, options.name)
  const home = join(folder, 'home')
  let inside: Inside | null = null

  const host: Host = {
    name: options.name,
    home,
    sh: async (line, shell) => demand(line, await runInside(pidOf(inside), 'claw', line, shell)),
    root: async (line, shell) => demand(line, await runInside(pidOf(inside), 'root', line, shell)),
    attempt: (line, shell) => runInside(pidOf(inside), 'claw', line, shell),
    start: (line, shell) => startInside(pidOf(inside), 'claw', line, shell),
    writeFile: (path, text, mode = 0o644) => writeAsClaw(home, path, text, mode),
    readFile: path => readFile(join(home, path), 'utf8').catch(() => null),
    async cutPower() {
      if (inside !== null) await stopInside(inside)
      inside = null
    },
    async boot() {
      signal.throwIfAborted()
      inside = await startSystemd(folder, options)
      await waitForUserManager(inside)
    },
    async down() {
      await host.cutPower()
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
    },
  }
  try {
    await prepareFolders(places, folder, home, options, signal)
    await host.boot()
  } catch (error) {
    await host.down()
    throw error
  }
  return host
}

interface Inside {
  outer: ChildProcess
  /** Process 1 of the host, as this machine numbers it. */
  pid: number
  controlGroup: string
}

function pidOf(inside: Inside | null): number {
  if (inside === null) throw new Error('the host is not running')
  return inside.pid
}

async function prepareFolders(
  places: HostPlaces,
  folder: string,
  home: string,
  options: HostOptions,
  signal: AbortSignal,
): Promise<void> {
  await mkdir(join(folder, 'layer'), { recursive: true, mode: 0o711 })
  await mkdir(join(folder, 'tmp'), { mode: 0o777 })
  await execa('chmod', ['1777', join(folder, 'tmp')])
  if (options.seed === undefined) await mkdir(home)
  else await execa('cp', ['-a', '--reflink=auto', options.seed, home], { cancelSignal: signal })
  await chown(home, claw.uid, claw.gid)
  await options.prepareHome?.(home)
  const binds = [
    `${home} /home/claw rw`,
    `${join(folder, 'tmp')} /tmp rw`,
    `${places.npmCache} /var/cache/npm rw`,
    `${places.nodeBinary} /opt/node/bin/node ro`,
    `${places.npmPackage} /opt/node/lib/node_modules/npm ro`,
    ...Object.entries(options.show ?? {}).map(([from, to]) => `${from} ${to} ro`),
  ]
  await writeFile(join(folder, 'binds'), `${binds.join('\n')}\n`)
}

async function startSystemd(folder: string, options: HostOptions): Promise<Inside> {
  const controlGroup = makeControlGroup(options.name)
  const unshare = ['unshare', '--mount', '--pid', '--fork', '--kill-child', '--uts', '--ipc', '--cgroup']
  if (options.network === 'own') unshare.push('--net')
  // The chain of parent-death signals means that even kill -9 of this process takes the whole host along.
  const line = 'echo $$ >"$1/cgroup.procs"; shift; exec setpriv --pdeathsig KILL -- "$@"'
  const init = join(import.meta.dirname, 'init.sh')
  const outer = spawn('/bin/bash', ['-c', line, 'bash', controlGroup, ...unshare, '--', init], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      HOST_FOLDER: folder,
      HOST_NAME: options.name,
      HOST_NETWORK: options.network,
    },
  })
  let said = ''
  for (const stream of [outer.stdout, outer.stderr]) stream.on('data', chunk => (said += String(chunk)))
  for (let attempt = 0; attempt < 100; attempt++) {
    const pid = await firstChild(outer.pid ?? 0)
    if (pid !== null) return { outer, pid, controlGroup }
    if (outer.exitCode !== null) break
    await sleep(50)
  }
  await removeControlGroup(controlGroup)
  throw new Error(`cannot start systemd in namespaces: ${said.trim()}`)
}

async function firstChild(pid: number): Promise<number | null> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '')
  const comm = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')
  const child = Number(children.trim().split(' ')[0])
  return comm.trim() === 'unshare' && child > 0 ? child : null
}

async function waitForUserManager(inside: Inside): Promise<void> {
  const deadline = performance.now() + 60_000
  let last = ''
  while (performance.now() < deadline) {
    const result = await runInside(inside.pid, 'claw', 'systemctl --user is-system-running', {
      timeoutMs: 5_000,
    })
    last = `${result.stdout} ${result.stderr}`.trim()
    if (last === 'running' || last === 'degraded') return
    if (inside.outer.exitCode !== null || inside.outer.signalCode !== null) break
    await sleep(100)
  }
  const journal = await runInside(
    inside.pid,
    'root',
    'journalctl --no-pager -n 60; systemctl --failed --no-pager',
    {},
  )
  await stopInside(inside)
  throw new Error(`claw's user manager did not come up (${last})\n${journal.stdout}${journal.stderr}`)
}

async function stopInside(inside: Inside): Promise<void> {
  const { outer, controlGroup } = inside
  const gone = outer.exitCode === null && outer.signalCode === null ? once(outer, 'exit') : Promise.resolve()
  outer.kill('SIGKILL')
  await gone
  if (!(await removeControlGroup(controlGroup))) throw new Error(`something still runs in ${controlGroup}`)
}

async function writeAsClaw(home: string, path: string, text: string, mode: number): Promise<void> {
  const target = join(home, path)
  const made = await mkdir(dirname(target), { recursive: true })
  if (made !== undefined) await execa('chown', ['-R', `${claw.uid}:${claw.gid}`, made])
  await writeFile(target, text, { mode })
  await chown(target, claw.uid, claw.gid)
}

function demand(line: string, result: { exitCode: number; stdout: string; stderr: string }): string {
  if (result.exitCode === 0) return result.stdout.trim()
  throw new Error(`exit ${result.exitCode} of: ${line}\n${result.stdout}${result.stderr}`)
}
