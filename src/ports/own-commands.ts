/** What the daemon needs to know of the config; the rest is for those whom it starts. */
export interface DaemonSettings {
  schedule: {
    cron: string
    /** IANA name; null: the machine's own. */
    timezone: string | null
    jitterMinutes: number
    catchUp: boolean
    afterBootMinutes: number
    window: { days: readonly string[]; from: string; to: string }
  }
  /** null: no bot is configured, or not whole. */
  desk: DeskPlan | null
}

/** What the config says of the bot that people may talk to; its token stays where it is. */
export interface DeskPlan {
  /** One of the two. */
  tokenFile: string | null
  tokenEnv: string | null
  guildId: string
  channelId: string
  allow: { users: readonly string[]; roles: readonly string[] }
  locale: 'en' | 'ja'
}

export interface JobOrder {
  /** Name of its unit, without suffix. */
  job: string
  kind: { name: 'run'; trigger: 'schedule' | 'catch-up' } | { name: 'recover' }
}

/** A time that the schedule names, and why no run came of it. */
export interface UnbegunSlot {
  slotMs: number
  trigger: 'schedule' | 'catch-up'
  reason: string
}

/** moltd's own commands, each a process of its own: what they load leaves with them. */
export interface OwnCommands {
  /** Reads the config file whole. Errors: those of the config, E_OWN_COMMAND. */
  readSettings(): Promise<DaemonSettings>
  /** Starts a run or a recovery in a unit of its own, which outlives us. Errors: E_JOB_NOT_STARTED. */
  launch(order: JobOrder): Promise<void>
  /** The last words of a job, for a reason; empty when there are none. */
  lastWords(job: string): Promise<string>
  /** null: it answers; else why not. */
  askRegistry(): Promise<string | null>
  /** Reports that no run came of a time that the schedule names; once, however often it is asked to. null: done; else why not. */
  reportUnbegun(slot: UnbegunSlot): Promise<string | null>
  /** Says what waits in the outbox. null: done; else why not. */
  deliver(): Promise<string | null>
}

/** What one of moltd's own commands said. */
export interface OwnAnswer {
  /** null: it was ended, or could not be started. */
  exitCode: number | null
  /** The JSON document that it printed; null when it printed none. */
  document: unknown
  /** Why it failed, in its own words; null when it did not. */
  error: { code: string; message: string } | null
}

/** What the desk has moltd do: each a command line of moltd, so that every rule has one home. */
export interface DeskCommands {
  /** Waits for its end. Never rejects. */
  ask(words: readonly string[]): Promise<OwnAnswer>
  /**
   * Starts it in a unit of its own, which outlives us; there is but one for all that is started here. null: it is at work, or has
   * ended and said so itself; else why not. Never rejects.
   */
  begin(words: readonly string[]): Promise<string | null>
}
