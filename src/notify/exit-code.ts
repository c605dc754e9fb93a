import type { Outcome } from '../ports/run.ts'

/** Exit code of a command that ended with this outcome; 2 (usage or config) has no outcome. */
export function exitCodeOf(outcome: Outcome): 0 | 1 | 3 | 4 | 5 {
  switch (outcome) {
    case 'up-to-date':
    case 'updated':
      return 0
    case 'untouched':
      return 1
    case 'held':
    case 'blocked':
    case 'awaiting-approval':
      return 3
    case 'rolled-back':
      return 4
    case 'stuck':
      return 5
  }
}
