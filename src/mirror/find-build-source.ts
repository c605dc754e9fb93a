import { z } from 'zod'
import { MoltdError } from '../ports/errors.ts'
import { recoveryRoot } from './refs.ts'
import type { Repository } from './repository.ts'

const projectSchema = z.object({
  name: z.literal('openclaw'),
  version: z.string(),
  packageManager: z.string().optional(),
  engines: z.object({ node: z.string().optional() }).optional(),
  scripts: z.record(z.string(), z.string()).default({}),
})

/** A version in the mirror, and how its project wants to be built. */
export interface BuildSource {
  version: string
  commit: string
  /** The ref that keeps it: what was pinned before an update, else the release tag. */
  ref: string
  /** As `packageManager` says it, e.g. `pnpm@10.23.0`; null: it does not say. */
  packageManager: string | null
  nodeRange: string | null
  scripts: Readonly<Record<string, string>>
}

/** The pinned source of a version, the newest pin first, else its release tag. Errors: E_BUILD, E_MIRROR. */
export async function findBuildSource(repository: Repository, version: string): Promise<BuildSource> {
  const refs = await repository.refs()
  const tag = `refs/tags/v${version}`
  const pins = [...refs.keys()]
    .filter(name => name.startsWith(`${recoveryRoot}/`))
    .sort((a, b) => (a < b ? 1 : -1))
  const commits = new Set<string>()
  let other: string | null = null
  for (const ref of [...pins, ...(refs.has(tag) ? [tag] : [])]) {
    const commit = await commitAt(repository, ref)
    if (commit === null || commits.has(commit)) continue
    commits.add(commit)
    const { stdout } = await repository.git(['cat-file', 'blob', `${commit}:package.json`])
    const project = projectSchema.safeParse(parseJson(stdout))
    if (project.success && project.data.version === version) {
      const { packageManager = null, engines, scripts } = project.data
      return { version, commit, ref, packageManager, nodeRange: engines?.node ?? null, scripts }
    }
    if (ref === tag) other = project.success ? project.data.version : 'nothing that can be read'
  }
  throw new MoltdError(
    'E_BUILD',
    other === null
      ? `cannot build ${version} from the mirror: it has neither v${version} nor a pin of it`
      : `cannot build ${version} from the mirror: package.json at v${version} says ${other}`,
    '`moltd mirror status` says how far the mirror is; `moltd mirror sync` takes what is missing while upstream or origin has it.',
  )
}

async function commitAt(repository: Repository, ref: string): Promise<string | null> {
  const { exitCode, stdout } = await repository.git(['rev-parse', '--verify', '--quiet', `${ref}^{commit}`])
  const oid = stdout.trim()
  return exitCode === 0 && /^[0-9a-f]{40,64}$/.test(oid) ? oid : null
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null // no package.json there: not a version of it
  }
}
