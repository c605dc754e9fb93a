/** Faults that a test orders from the stand-in, for all versions (`*`) or for one. Absent: it behaves. */
export interface Orders {
  /**
   * How `update.run` answers and goes on; by default as that version did: 2026.2 blocks, 2026.8 hangs, 2026.9.3–4 fail late.
   * A hanging updater keeps the gateway from listening until it is killed; without `control` its process is restarted and waits.
   */
  updateRun?:
    | 'works'
    | 'blocks'
    | 'hangs'
    | 'fails-late'
    | 'lies-ok'
    | 'serves-old'
    | 'half-swap'
    | 'dies'
    | 'unavailable'
    | 'up-to-date'
    | 'never-answers'
    | 'refuses'
    | 'malformed'
  /** How `openclaw update --yes` goes; default: works. */
  updateCommand?: 'works' | 'hangs' | 'fails-late' | 'lies-ok' | 'serves-old' | 'half-swap' | 'dies'
  /** How long staging takes; default 50. */
  updateMs?: number
  /** How long the updater waits for the new version to serve; default 5000. */
  updaterPatienceMs?: number
  /** How long after that its record says so. */
  recordDelayMs?: number
  /** Where new versions come from; default: the folder that `publishStandIn` fills. */
  registry?: string
  /** Commands that stop and start the gateway's service. Absent: the updater ends it by a signal and its supervisor starts it again. */
  control?: { stop: readonly string[]; start: readonly string[] }
  /** The gateway exits at its start: 1 for a crash loop, 78 for one that no restart cures. */
  exitOnStart?: number
  saysOnStart?: string
  /** A port that somebody else has is tried again and again, as 2026.9 does under systemd for five minutes, in place of an exit. */
  keepsTryingForPort?: boolean
  /** A slow start: `/startupz` tells its stages for so long. */
  startMs?: number
  startStages?: readonly string[]
  diesAfterMs?: number
  /** How long it takes to stop. */
  stopMs?: number
  /** `/startupz` and `status` name this version instead of the true one. */
  servedVersion?: string
  /** What `/readyz` finds failing. */
  failing?: readonly string[]
  /** Every CLI call meets the plaintext ws:// error. */
  cliBlocked?: boolean
  /** method → what its call fails with. */
  callErrors?: Readonly<Record<string, string>>
  silentMethods?: readonly string[]
  channelAccounts?: unknown
  /** Its place on a Discord that is played, where it answers whoever mentions it; absent: it has none. */
  discord?: { api: string; channelId: string; botId: string; token: string }
  /** Its account is connected, and nothing that is said there reaches it. */
  inboundDead?: boolean
  /** It takes its turn, and nobody sees what it says. */
  repliesInvisible?: boolean
  answersAfterMs?: number
  activeTasks?: number
  /** Config keys that this version refuses, with exit 78. */
  forbiddenKeys?: readonly string[]
  /** What `plugins.list` answers, beside what is bundled; a plugin that fails to load is in `pluginErrors`. */
  plugins?: readonly object[]
  pluginErrors?: readonly object[]
  agents?: readonly { agentId: string; sessions: number }[]
  pairedDevices?: readonly object[]
  /** A line in its log, after it is ready. */
  saysWhenReady?: string
  /** Its migration drops these top-level keys of the config. */
  wipesConfig?: readonly string[]
  /** Its migration drops the cron jobs. */
  losesCron?: boolean
  doctorFails?: boolean
  /** Config keys that its `doctor --fix` takes out. */
  doctorDrops?: readonly string[]
  /** What its `doctor --lint` finds, besides a warning. */
  lintErrors?: readonly { checkId: string; message: string }[]
  /** Its gateway loads a part of itself that is not there. */
  missingModule?: boolean
  /** It refuses every Node, whatever it says in its manifest. */
  refusesNode?: boolean
}

export type OrdersByVersion = Readonly<Record<string, Orders>>
