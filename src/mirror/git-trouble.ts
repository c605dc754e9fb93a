import type { GitAnswer } from '../ports/git.ts'

export type TroubleKind =
  | 'away'
  | 'gone'
  | 'refused'
  | 'full'
  | 'locked'
  | 'damaged'
  | 'slow'
  | 'stopped'
  | 'no-git'
  | 'other'

/** Why git did not do what it was to do. */
export interface Trouble {
  kind: TroubleKind
  /** What follows "because"; a line, without credentials. */
  reason: string
}

const signs: readonly (readonly [TroubleKind, RegExp])[] = [
  ['full', /no space left on device|disk quota exceeded|write error: .*space|file too large/i],
  [
    'damaged',
    /corrupt|bad object|missing (blob|tree|commit)|unable to read (tree|sha1)|not a git repository: |broken link|invalid sha1|inflate: data stream error|bad tree|did not match .* signature|object file .* is empty|fatal: bad config/i,
  ],
  ['locked', /unable to (create|lock) .*\.lock|cannot lock ref|another git process/i],
  [
    'refused',
    /could not read (username|password)|terminal prompts disabled|authentication failed|permission denied|access denied|the requested url returned error: 40[13]|host key verification failed|write access .* not granted/i,
  ],
  [
    'gone',
    /repository .*not found|does not appear to be a git repository|the requested url returned error: 4(04|10)|no such (file|repository)|project you were looking for could not be found/i,
  ],
  [
    'away',
    /could not resolve|couldn't (resolve|connect)|failed to connect|connection (refused|reset|timed out|closed)|operation timed out|network is unreachable|no route to host|the requested url returned error: 5\d\d|unexpected disconnect|early eof|hung up|rpc failed|empty reply|ssl|tls|operation too slow|broken pipe/i,
  ],
]

/** null: git did it. */
export function troubleOf(answer: GitAnswer): Trouble | null {
  if (answer.cut === 'no-git') return { kind: 'no-git', reason: 'the program git is not there: install it' }
  if (answer.cut === 'timeout') return { kind: 'slow', reason: 'the time for it was over' }
  if (answer.cut === 'idle') return { kind: 'slow', reason: 'nothing came for a long time' }
  if (answer.cut === 'aborted') return { kind: 'stopped', reason: 'it was asked to stop' }
  if (answer.exitCode === 0) return null
  const kind = signs.find(([, sign]) => sign.test(answer.stderr))?.[0] ?? 'other'
  return { kind, reason: lineOf(answer) }
}

/** The line that says most: git's own complaint, not what the other side prints around it. */
function lineOf({ stderr, exitCode }: GitAnswer): string {
  const lines = stderr
    .split(/[\r\n]+/)
    .map(line => line.trim())
    .filter(line => line !== '')
  const told = lines.find(line => /^(fatal|error): /.test(line)) ?? lines.at(-1)
  return (told ?? `git ended with ${exitCode ?? 'a signal'}`).replace(/^(fatal|error): /, '').slice(0, 300)
}
