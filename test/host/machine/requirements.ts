import { existsSync, readdirSync } from 'node:fs'
import { execa } from 'execa'
import { cgroupMount } from './control-group.ts'
import type { HostPlaces } from './places.ts'

const programs = ['bash', 'curl', 'ip', 'mount', 'nsenter', 'pivot_root', 'setpriv', 'timeout', 'unshare']

/** Why hosts cannot be made on this machine, in words; empty when they can. */
export async function whyNotHere(places: HostPlaces): Promise<string[]> {
  if (process.platform !== 'linux') return [`this is ${process.platform}, and hosts need Linux`]
  if (process.getuid?.() !== 0) return ['we are not root, and namespaces with a systemd need root']
  const reasons: string[] = []
  for (const program of programs) {
    if (!onPath(program)) reasons.push(`the program ${program} is missing`)
  }
  if (!existsSync('/lib/systemd/systemd')) reasons.push('systemd is not installed (/lib/systemd/systemd)')
  if (!existsSync('/usr/lib/systemd/user/dbus.socket')) reasons.push('dbus-user-session is not installed')
  if (!hasPamModule()) reasons.push('libpam-systemd is not installed (pam_systemd.so)')
  if (!existsSync(places.nodeBinary)) reasons.push(`there is no Node at ${places.nodeBinary}; run npm ci`)
  if (cgroupMount() === null) reasons.push('no cgroup v2 is mounted')
  if (reasons.length === 0) reasons.push(...(await probeNamespaces()))
  return reasons
}

/** Tries the things that a container without privileges forbids. */
async function probeNamespaces(): Promise<string[]> {
  const script = [
    'mount --make-rprivate /',
    'mount -t tmpfs tmpfs /mnt',
    'mkdir /mnt/u /mnt/w /mnt/r',
    'mount -t overlay overlay -o lowerdir=/,upperdir=/mnt/u,workdir=/mnt/w /mnt/r',
    'mount -t proc proc /mnt/r/proc',
    'mount -t cgroup2 cgroup2 /mnt/r/mnt',
  ].join(' && ')
  const argv = [
    '--mount',
    '--pid',
    '--fork',
    '--kill-child',
    '--uts',
    '--ipc',
    '--cgroup',
    'sh',
    '-c',
    script,
  ]
  const result = await execa('unshare', argv, { reject: false, timeout: 10_000, stdin: 'ignore' })
  return result.exitCode === 0 ? [] : [`namespaces with an overlay cannot be made: ${result.stderr.trim()}`]
}

function onPath(program: string): boolean {
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/sbin']
  return folders.some(folder => existsSync(`${folder}/${program}`))
}

function hasPamModule(): boolean {
  const triplets = readdirSync('/usr/lib').filter(name => name.includes('linux-gnu'))
  const folders = [
    '/usr/lib/security',
    '/usr/lib64/security',
    ...triplets.map(name => `/usr/lib/${name}/security`),
  ]
  return folders.some(folder => existsSync(`${folder}/pam_systemd.so`))
}
