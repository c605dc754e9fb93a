/** Of the journal, quarantine and policy memory, which share one file; see `migrateDatabase` before you add one. */
export const journalMigrations = [
  `CREATE TABLE runs (
     id TEXT PRIMARY KEY,
     trigger TEXT NOT NULL,
     started_at_ms INTEGER NOT NULL,
     finished_at_ms INTEGER,
     outcome TEXT
   ) STRICT;
   CREATE TABLE notes (
     run_id TEXT NOT NULL REFERENCES runs (id),
     name TEXT NOT NULL,
     value TEXT NOT NULL,
     PRIMARY KEY (run_id, name)
   ) STRICT;
   CREATE TABLE phases (
     id INTEGER PRIMARY KEY,
     run_id TEXT NOT NULL REFERENCES runs (id),
     name TEXT NOT NULL,
     status TEXT NOT NULL,
     note TEXT NOT NULL DEFAULT '',
     started_at_ms INTEGER NOT NULL,
     ended_at_ms INTEGER
   ) STRICT;
   CREATE INDEX phases_of_run ON phases (run_id);
   CREATE TABLE steps (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     run_id TEXT NOT NULL REFERENCES runs (id),
     phase TEXT NOT NULL,
     name TEXT NOT NULL,
     summary TEXT NOT NULL,
     status TEXT NOT NULL,
     facts TEXT NOT NULL,
     started_at_ms INTEGER NOT NULL,
     ended_at_ms INTEGER,
     error TEXT
   ) STRICT;
   CREATE INDEX steps_of_run ON steps (run_id);
   CREATE TABLE quarantine (
     version TEXT PRIMARY KEY,
     reason TEXT NOT NULL,
     run_id TEXT NOT NULL,
     at_ms INTEGER NOT NULL
   ) STRICT;`,
  `CREATE TABLE orders (
     name TEXT PRIMARY KEY,
     value TEXT NOT NULL
   ) STRICT;
   CREATE TABLE skipped (
     version TEXT PRIMARY KEY,
     at_ms INTEGER NOT NULL
   ) STRICT;
   CREATE TABLE sightings (
     subject TEXT PRIMARY KEY,
     first_seen_ms INTEGER NOT NULL
   ) STRICT;
   CREATE TABLE highest_served (
     unit TEXT PRIMARY KEY,
     version TEXT NOT NULL
   ) STRICT;`,
  `CREATE TABLE questions (
     id TEXT PRIMARY KEY,
     question TEXT NOT NULL,
     asked_at_ms INTEGER NOT NULL,
     deadline_ms INTEGER NOT NULL,
     end TEXT
   ) STRICT;`,
] as const
