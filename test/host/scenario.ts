import type { Host } from './machine/host.ts'
import type { MoltdAnswer, MoltdInHost } from './moltd/moltd-in-host.ts'
import type { ReportDocument } from './moltd/report.ts'
import type { PlayParts } from './play.ts'

/** A promise that moltd makes, proven on a real host with the real OpenClaw. */
export interface Scenario {
  /** kebab-case; selects it on the command line. */
  name: string
  /** The promise, as a claim. */
  title: string
  /** OpenClaw's version that the host starts with. */
  installed: string
  /** Version of another Node for the gateway's unit; absent: the host's own. */
  gatewayNode?: string
  /** It installs moltd itself; absent: moltd is installed when it begins, and not set up. */
  withoutMoltd?: true
  timeoutMs: number
  /** Makes the host where a copied home will not do: its gateway serves and moltd is installed. */
  makeHost?(parts: PlayParts, port: number): Promise<Host>
  prove(stage: Stage): Promise<void>
}

/** What a scenario plays on: a booted host, its gateway serving, moltd installed by npm. */
export interface Stage {
  host: Host
  /** Of the gateway. */
  port: number
  installed: string
  /** Of the Node in the gateway's unit, when it is not the host's own. */
  gatewayNode: string | null
  /** What the registry offers as the latest. */
  latest: string
  moltd: MoltdInHost
  /** Proves one thing and says so; the scenario fails when `prove` throws. */
  claim(text: string, prove: () => unknown): Promise<void>
  /** Says what is going on. */
  say(text: string): void
}

/** The report of an answer; throws with all that moltd printed when there is none. */
export function reportOf(answer: MoltdAnswer): ReportDocument {
  if (answer.report !== null) return answer.report
  throw new Error(`moltd printed no report (exit ${answer.exitCode})\n${answer.stdout}\n${answer.stderr}`)
}
