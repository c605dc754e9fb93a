import { join } from 'node:path'
import { z } from 'zod'
import type { Finding } from '../health/check.ts'
import type { World } from '../ports/world.ts'
import { troubleOf } from './git-trouble.ts'
import { recoveryRoot } from './refs.ts'
import type { Repository } from './repository.ts'

/** What is known of the source of an installed version. */
export interface Source {
  version: string
  tag: string
  /** Where the release tag points to, in the mirror; null: the mirror does not have it. */
  taggedCommit: string | null
  /** The commit that the package says it was built from; null: it does not say. */
  builtFrom: string | null
  /** `version` in package.json there; null: not known. */
  versionThere: string | null
}

const buildInfoSchema = z.object({ commit: z.string().regex(/^[0-9a-f]{7,64}$/) })
const versionSchema = z.object({ version: z.string() })

/** Reads the mirror and the package; changes nothing. */
export async function findSource(
  world: Pick<World, 'files'>,
  repository: Repository,
  installation: { root: string; version: string },
): Promise<Source> {
  const { version, root } = installation
  const tag = `v${version}`
  const text = await world.files.readTextIfThere(join(root, 'dist', 'build-info.json'))
  const builtFrom = parse(buildInfoSchema, text)?.commit ?? null
  const taggedCommit = await commitOf(repository, `refs/tags/${tag}`)
  if (taggedCommit === null) return { version, tag, taggedCommit, builtFrom, versionThere: null }
  const shown = await repository.git(['cat-file', 'blob', `${taggedCommit}:package.json`])
  const versionThere = parse(versionSchema, shown.stdout)?.version ?? null
  return { version, tag, taggedCommit, builtFrom, versionThere }
}

/** Is the release tag what the installed program was built from? */
export function judgeSource({ version, tag, taggedCommit, builtFrom, versionThere }: Source): Finding {
  if (taggedCommit === null)
    return { answer: 'unknown', code: 'no-tag', reason: `the mirror does not have ${tag}` }
  const evidence = `${tag} is ${taggedCommit}, built from ${builtFrom ?? 'it does not say'}`
  if (versionThere !== null && versionThere !== version)
    return {
      answer: 'fail',
      code: 'other-version',
      reason: `package.json at ${tag} says ${versionThere}, not ${version}`,
      evidence,
      hint,
    }
  if (builtFrom === null)
    return {
      answer: 'unknown',
      code: 'no-build-info',
      reason: 'the package does not say what it was built from',
    }
  if (!taggedCommit.startsWith(builtFrom))
    return {
      answer: 'fail',
      code: 'other-commit',
      reason: `the installed ${version} was built from ${builtFrom.slice(0, 10)}, but ${tag} is ${taggedCommit.slice(0, 10)}`,
      evidence,
      hint,
    }
  return {
    answer: 'pass',
    reason: `${tag} is ${taggedCommit.slice(0, 10)}, which it was built from`,
    evidence,
  }
}

const hint =
  'The tag was moved, or the package was built from something else: look at both before you trust either. docs/mirror.md says what is kept.'

/** The commit to go back to when this very version is to be built again; null: the mirror has none. */
export async function commitOfSource(repository: Repository, { builtFrom, taggedCommit }: Source) {
  return (builtFrom === null ? null : await commitOf(repository, builtFrom)) ?? taggedCommit
}

/** Keeps it reachable for good, whatever upstream does; returns the ref, or null when that did not work. */
export async function pinSource(
  repository: Repository,
  runId: string,
  commit: string,
): Promise<string | null> {
  const ref = `${recoveryRoot}/${runId}`
  const answer = await repository.git(['update-ref', ref, commit])
  return troubleOf(answer) === null ? ref : null
}

async function commitOf(repository: Repository, name: string): Promise<string | null> {
  const answer = await repository.git([
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${name}^{commit}`,
  ])
  const [oid] = answer.stdout.trim().split('\n')
  return answer.exitCode === 0 && oid !== undefined && /^[0-9a-f]{40,64}$/.test(oid) ? oid : null
}

function parse<T>(schema: z.ZodType<T>, text: string | null): T | null {
  try {
    return text === null ? null : schema.parse(JSON.parse(text))
  } catch {
    return null // not what it should be: then it says nothing
  }
}
