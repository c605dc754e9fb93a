import { type Trouble, troubleOf } from './git-trouble.ts'
import { incomingRoot, parseRefs, sinceRoot, standsFor } from './refs.ts'
import type { Repository } from './repository.ts'

export interface MirrorFinding {
  kind: 'damaged' | 'not-at-origin' | 'origin-away'
  text: string
}

const hourMs = 3_600_000

/** Reads every object again, and compares what origin holds with what is here. */
export async function verifyMirror(
  repository: Repository,
  options: { hasOrigin: boolean; signal?: AbortSignal; onProgress?: (text: string) => void },
): Promise<MirrorFinding[]> {
  const { signal, onProgress } = options
  const checked = await repository.git(['fsck', '--full', '--no-dangling', '--no-reflogs', '--progress'], {
    timeoutMs: 6 * hourMs,
    signal,
    onProgress: (stage, percent) => onProgress?.(`${stage} ${percent} %`),
  })
  const findings = damageOf(checked.stderr, troubleOf(checked))
  return options.hasOrigin ? [...findings, ...(await compareOrigin(repository, signal))] : findings
}

function damageOf(stderr: string, trouble: Trouble | null): MirrorFinding[] {
  const lines = stderr.split(/[\r\n]+/).filter(line => /^(error|fatal|missing|broken)\b/.test(line))
  if (trouble === null) return []
  const told = lines.length === 0 ? [trouble.reason] : lines.slice(0, 10)
  return told.map(text => ({ kind: 'damaged', text: text.slice(0, 300) }))
}

async function compareOrigin(repository: Repository, signal?: AbortSignal): Promise<MirrorFinding[]> {
  const asked = await repository.git(['ls-remote', '--refs', 'origin'], { timeoutMs: 120_000, signal })
  const trouble = troubleOf(asked)
  if (trouble !== null) return [{ kind: 'origin-away', text: `origin cannot be asked: ${trouble.reason}` }]
  const there = parseRefs(asked.stdout)
  const lacking: string[] = []
  for (const [name, oid] of await repository.refs()) {
    if (name.startsWith(incomingRoot) || there.get(name) === oid) continue
    const isElsewhere = [...there].some(([ref, at]) => at === oid && standsFor(ref, sinceRoot, name))
    if (!isElsewhere) lacking.push(name)
  }
  if (lacking.length === 0) return []
  const more = lacking.length > 3 ? ` and ${lacking.length - 3} more` : ''
  return [{ kind: 'not-at-origin', text: `origin lacks ${lacking.slice(0, 3).join(', ')}${more}` }]
}
