import type { Host } from '../host/machine/host.ts'
import type { Stage } from '../host/scenario.ts'
import { type Comparison, median, seconds, timed } from './comparison.ts'

const starts = 7
const readyTargetMs = 500
const memoryTargetBytes = 60e6
const cpuTargetPercent = 0.1
/** What a start costs is not what idling costs. */
const settleMs = 30_000
const bareUnit = 'bench-bare-node'

/** The daemon beside a Node that does nothing: how soon it is ready, and what it takes after some minutes of waiting. */
export async function compareDaemon(
  stage: Stage,
  { idleMinutes }: { idleMinutes: number },
): Promise<Comparison[]> {
  const { host, moltd, say } = stage
  const installed = await moltd.run('install --json')
  if (installed.exitCode !== 0) throw new Error(`moltd install: ${installed.stderr}`)
  const readyMs: number[] = []
  const bareMs: number[] = []
  for (let round = 0; round < starts; round += 1) {
    await host.sh(
      'systemctl --user stop moltd; systemctl --user reset-failed moltd; systemctl --user start moltd',
    )
    readyMs.push(await timeToReady(host))
    bareMs.push((await timed(() => host.sh('node -e 0'))) - (await timed(() => host.sh('true'))))
  }
  const daemonPid = await mainPid(host, 'moltd')
  const node = await host.sh(`readlink /proc/${daemonPid}/exe`)
  await host.sh(`systemd-run --user --quiet --unit=${bareUnit} ${node} -e 'setInterval(() => {}, 1e9)'`)
  const barePid = await mainPid(host, bareUnit)
  say(`waits ${idleMinutes} min beside a bare Node`)
  const [daemon, bare] = await Promise.all([
    watchIdle(host, daemonPid, idleMinutes),
    watchIdle(host, barePid, idleMinutes),
  ])
  await host.sh(`systemctl --user stop ${bareUnit}`)
  const ready = median(readyMs)
  return [
    {
      what: `daemon, start to READY (median of ${starts})`,
      moltd: seconds(ready),
      other: `node -e 0: ${seconds(median(bareMs))}`,
      target: `≤ ${seconds(readyTargetMs)}`,
      met: ready <= readyTargetMs,
    },
    {
      what: `daemon, memory after ${idleMinutes} min`,
      moltd: megabytes(daemon.bytes),
      other: `a Node that waits: ${megabytes(bare.bytes)}`,
      target: `≤ ${megabytes(memoryTargetBytes)}`,
      met: daemon.bytes <= memoryTargetBytes,
    },
    {
      what: `daemon, CPU over ${idleMinutes} min, with its children`,
      moltd: percent(daemon.cpuPercent),
      other: `a Node that waits: ${percent(bare.cpuPercent)}`,
      target: `≤ ${percent(cpuTargetPercent)}`,
      met: daemon.cpuPercent <= cpuTargetPercent,
    },
  ]
}

/** By systemd's own clock: from the start of its process to READY=1. */
async function timeToReady(host: Host): Promise<number> {
  const names = ['ExecMainStartTimestampMonotonic', 'ActiveEnterTimestampMonotonic']
  const shown = await host.sh(`systemctl --user show moltd ${names.map(name => `-p ${name}`).join(' ')}`)
  const [begunUs = Number.NaN, readyUs = Number.NaN] = names.map(name =>
    Number(new RegExp(`^${name}=(\\d+)$`, 'm').exec(shown)?.[1]),
  )
  return (readyUs - begunUs) / 1000
}

async function mainPid(host: Host, unit: string): Promise<number> {
  return Number(await host.sh(`systemctl --user show ${unit} --property=MainPID --value`))
}

/** What it holds in memory at the end, and which share of one CPU it took. */
async function watchIdle(
  host: Host,
  pid: number,
  minutes: number,
): Promise<{ bytes: number; cpuPercent: number }> {
  await sleep(settleMs)
  const before = await readCpuMs(host, pid)
  const beganMs = performance.now()
  await sleep(minutes * 60_000)
  const usedMs = (await readCpuMs(host, pid)) - before
  const cpuPercent = (100 * usedMs) / (performance.now() - beganMs)
  const kibibytes = Number(await host.sh(`awk '/^VmRSS:/ { print $2 }' /proc/${pid}/status`))
  return { bytes: kibibytes * 1024, cpuPercent }
}

/** User and system time, its own and that of children that have ended; proc(5), fields 14 to 17. */
async function readCpuMs(host: Host, pid: number): Promise<number> {
  const [ticks = '', perSecond = ''] = (await host.sh(`cat /proc/${pid}/stat; getconf CLK_TCK`)).split('\n')
  const fields = ticks.slice(ticks.lastIndexOf(')') + 2).split(' ')
  const used = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0)
  return (1000 * used) / Number(perSecond)
}

function sleep(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms))
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}

function percent(value: number): string {
  return `${value.toFixed(3)} %`
}
