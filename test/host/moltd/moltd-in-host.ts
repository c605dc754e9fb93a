import { existsSync, globSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import JSON5 from 'json5'
import type { Host, ShellResult } from '../machine/host.ts'
import { waitFor } from '../machine/poll.ts'
import { gatewayUnit } from '../openclaw/gateway-view.ts'
import { type ReportDocument, reportDocument } from './report.ts'

const dataFolder = '.local/share/moltd'
const pidFile = '.cache/moltd-in-host.pid'
const outside = '/opt/moltd/'

/** Where packed moltd is shown inside a host. */
export function tarballInside(tarball: string): string {
  return `${outside}${basename(tarball)}`
}

export interface MoltdAnswer extends ShellResult {
  /** Null when stdout is not a report. */
  report: ReportDocument | null
}

/** A `moltd` that runs while we look. */
export interface RunningMoltd {
  readonly ended: Promise<MoltdAnswer>
  output(): string
  isOver(): boolean
  /** `kill -9` of moltd's own process, and of nothing else. */
  killHard(): Promise<void>
}

/** moltd as its user has it: installed with npm, run from a shell. */
export interface MoltdInHost {
  install(): Promise<void>
  uninstall(): Promise<void>
  /** The vault, which would fetch everything once more after each run, is off unless the text turns it on. */
  configure(text: string): Promise<void>
  /** An executable in `required.d`. */
  addRequiredCheck(name: string, script: string): Promise<void>
  run(args: string, timeoutMs?: number): Promise<MoltdAnswer>
  start(args: string, timeoutMs?: number): RunningMoltd
  /** Folders of whole recovery points, as this side sees them, oldest first. */
  recoveryPoints(): string[]
  /** Waits until the live pass is over: a recovery point exists, the update has not begun. */
  waitForRecoveryPoint(running: RunningMoltd, timeoutMs: number): Promise<string>
  /** True from the moment a rollback stops the gateway until it starts it. */
  isHoldingTheGateway(): boolean
  /** A path that moltd reported, as this side sees it. */
  outsidePath(path: string): string
}

export function moltdInHost(host: Host, tarball: string): MoltdInHost {
  const moltd: MoltdInHost = {
    async install() {
      const flags = '--global --prefer-offline --no-audit --no-fund'
      await host.sh(`npm install ${flags} ${tarballInside(tarball)}`, { timeoutMs: 180_000 })
    },
    async uninstall() {
      await host.sh('npm uninstall --global moltd')
    },
    configure: text =>
      host.writeFile(
        '.config/moltd/config.json5',
        JSON.stringify({ vault: { enabled: false }, ...JSON5.parse(text) }),
      ),
    addRequiredCheck: (name, script) =>
      host.writeFile(`.config/moltd/checks/required.d/${name}`, script, 0o755),
    run: (args, timeoutMs) => moltd.start(args, timeoutMs).ended,
    start(args, timeoutMs = 1_200_000) {
      const line = host.start(`mkdir -p ~/.cache; echo $$ >~/${pidFile}; exec moltd ${args}`, { timeoutMs })
      return {
        ended: line.ended.then(result => ({ ...result, report: readReport(result.stdout) })),
        output: line.output,
        isOver: line.isOver,
        async killHard() {
          await host.root(`kill -KILL "$(cat /home/claw/${pidFile})"`)
          await line.ended
        },
      }
    },
    recoveryPoints() {
      const manifests = globSync(join(host.home, dataFolder, 'recovery/*/manifest.json'))
      const folders = manifests.map(path => dirname(path))
      return folders.filter(path => !/\.(partial|removing|aside)$/.test(path)).sort()
    },
    isHoldingTheGateway: () => existsSync(join(host.home, dataFolder, 'hold', gatewayUnit)),
    waitForRecoveryPoint: (running, timeoutMs) =>
      waitFor('a recovery point', timeoutMs, async () => {
        if (running.isOver()) throw new Error(`moltd ended without one:\n${running.output()}`)
        return moltd.recoveryPoints()[0] ?? null
      }),
    outsidePath: path => path.replace(/^\/home\/claw/, host.home),
  }
  return moltd
}

function readReport(stdout: string): ReportDocument | null {
  try {
    return reportDocument.parse(JSON.parse(stdout))
  } catch {
    return null // no document, or another one: the scenario that needs it says so with all that was printed
  }
}
