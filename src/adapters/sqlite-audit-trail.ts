import type { AuditEntry, AuditTrail } from '../ports/audit-trail.ts'
import { guardDatabase, openMigrated } from './sqlite-open.ts'

/** Of refusals fewer are kept, so that a stranger who presses all day pushes nobody's order out. */
const kept = { allowed: 10_000, refused: 2_000 } as const
const longestText = 500

const migrations = [
  `CREATE TABLE audit (
     sequence INTEGER PRIMARY KEY AUTOINCREMENT,
     id TEXT NOT NULL UNIQUE,
     atMs INTEGER NOT NULL,
     way TEXT NOT NULL CHECK (way IN ('discord', 'terminal')),
     personId TEXT,
     personName TEXT NOT NULL,
     what TEXT NOT NULL,
     isAllowed INTEGER NOT NULL CHECK (isAllowed IN (0, 1)),
     result TEXT,
     endedAtMs INTEGER
   ) STRICT;
   CREATE INDEX audit_allowed ON audit (isAllowed, sequence);`,
] as const

const use = {
  code: 'E_AUDIT',
  name: 'the audit trail',
  hint: 'Look at the disk and at who owns the file. Until it can be written, nothing is done from Discord; to begin with an empty one, move it away.',
} as const

/** A file of its own, made when it is not there. Its table is strict and checked: the daemon writes it, and does without a library that checks rows. */
export function openSqliteAuditTrail(path: string): AuditTrail & { close(): void } {
  const guard = guardDatabase(use, path)
  const database = guard(() => openMigrated(path, migrations))
  return {
    begin: ({ id, atMs, way, person, what, isAllowed }) =>
      guard(() => {
        const sql =
          'INSERT INTO audit (id, atMs, way, personId, personName, what, isAllowed) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING'
        const allowed = isAllowed ? 1 : 0
        const texts = [person.id, short(person.name), short(what)] as const
        const isNew = database.prepare(sql).run(id, atMs, way, ...texts, allowed).changes === 1
        const oldest =
          'SELECT sequence FROM audit WHERE isAllowed = ? ORDER BY sequence DESC LIMIT 1 OFFSET ?'
        database
          .prepare(`DELETE FROM audit WHERE isAllowed = ? AND sequence <= (${oldest})`)
          .run(allowed, allowed, isAllowed ? kept.allowed : kept.refused)
        return isNew
      }),
    end: (id, result, atMs) =>
      guard(() => {
        database
          .prepare('UPDATE audit SET result = ?, endedAtMs = ? WHERE id = ?')
          .run(short(result), atMs, id)
      }),
    list: limit =>
      guard(() =>
        database
          .prepare('SELECT * FROM audit ORDER BY sequence DESC LIMIT ?')
          .all(limit)
          .map(row => toEntry(row as unknown as AuditRow)),
      ),
    close: () => database.close(),
  }
}

interface AuditRow extends Omit<AuditEntry, 'person' | 'isAllowed'> {
  personId: string | null
  personName: string
  isAllowed: 0 | 1
}

function toEntry({ personId, personName, isAllowed, ...row }: AuditRow): AuditEntry {
  const { id, atMs, way, what, result, endedAtMs } = row
  const person = { id: personId, name: personName }
  return { id, atMs, way, person, what, isAllowed: isAllowed === 1, result, endedAtMs }
}

function short(text: string): string {
  return text.slice(0, longestText).toWellFormed()
}
