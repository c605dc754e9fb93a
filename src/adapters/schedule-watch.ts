import { join } from 'node:path'
import type { ScheduleWatch } from '../ports/schedule-watch.ts'
import type { DeskNote, SlotEntry } from '../ports/slot-book.ts'
import { isLocked, look } from './sqlite-look.ts'

/** Looks at the slot book, read-only: the daemon alone writes it. */
export function watchSchedule(dataFolder: string): ScheduleWatch {
  const book = join(dataFolder, 'schedule.sqlite')
  return {
    isDaemonAtWork: () => isLocked(join(dataFolder, 'daemon.lock')),
    // Strict and checked by the book's own tables.
    slots: limit =>
      look(
        book,
        'slots',
        'SELECT * FROM slots ORDER BY slotMs DESC LIMIT ?',
        limit,
      ) as unknown as SlotEntry[],
    nextDueMs: () => {
      const value = look(book, 'facts', "SELECT value FROM facts WHERE name = 'nextDueMs'")[0]?.value
      return typeof value === 'number' ? value : null
    },
    desk: () => {
      const value = look(book, 'facts', "SELECT value FROM facts WHERE name = 'desk'")[0]?.value
      return typeof value === 'string' ? (JSON.parse(value) as DeskNote) : null
    },
  }
}
