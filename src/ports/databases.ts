export interface DatabaseFacts {
  /** `ok`, or what SQLite's integrity_check found first. */
  integrity: string
  /** `PRAGMA user_version`. */
  userVersion: number
}

/** One statement, for a database that may not have this table: then it is left out. */
export interface DatabaseChange {
  table: string
  sql: string
  values: readonly (string | number)[]
}

export interface Databases {
  /** A consistent copy of a live SQLite database through its backup API; `to` must not exist. */
  backup(from: string, to: string): Promise<void>
  /** Opens read-only and checks. Throws when it is no database at all. */
  inspect(path: string): Promise<DatabaseFacts>
  /** All of them or none, in a database that nobody else has open. */
  change(path: string, changes: readonly DatabaseChange[]): Promise<void>
}
