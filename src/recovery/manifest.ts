import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { z } from 'zod'
import { MoltdError } from '../ports/errors.ts'
import type { World } from '../ports/world.ts'
import type { ManifestFile, RecoveryPoint } from './recovery-point.ts'

const count = z.number().nonnegative()
const named = z.object({ path: z.string(), target: z.string() })

const manifestSchema = z.object({
  formatVersion: z.literal(1),
  id: z.string(),
  reason: z.enum(['before-update', 'before-rollback', 'manual']),
  createdAt: z.string(),
  runId: z.string().nullable(),
  unit: z.string(),
  version: z.string(),
  node: z.object({ path: z.string(), version: z.string() }),
  sourceCommit: z.string().nullable().exactOptional(),
  packageRoot: z.string(),
  parts: z
    .array(z.object({ path: z.string(), use: z.enum(['own', 'shared']), stored: z.string() }))
    .exactOptional(),
  launchers: z.array(named),
  stateFolder: z.string(),
  configPath: z.string(),
  unitFile: z.string().nullable(),
  loose: z.array(z.object({ path: z.string(), stored: z.string() })),
  workspaces: z.array(z.string()),
  leftOut: z.array(z.object({ path: z.string(), reason: z.string() })),
  port: z.number(),
  packageMethod: z.enum(['reflink', 'hardlink', 'copy']),
  packageBytes: count,
  stateBytes: count,
  tookMs: z.object({ package: count, state: count, hashes: count, total: count }),
  pinned: z.boolean(),
  lastGood: z.boolean(),
  state: z.enum(['live', 'sealed']),
  /** The lists of files, by name, with the digest of each list. */
  lists: z.record(z.string(), z.string()),
})

const listSchema: z.ZodType<ManifestFile[]> = z.array(
  z.strictObject({
    path: z.string(),
    kind: z.enum(['file', 'symlink', 'directory']),
    sizeBytes: count,
    mode: count,
    modifiedMs: z.number(),
    sha256: z.string().exactOptional(),
    target: z.string().exactOptional(),
  }),
)

export type Manifest = z.infer<typeof manifestSchema>

export async function writeManifest(
  world: Pick<World, 'files'>,
  folder: string,
  manifest: Manifest,
): Promise<void> {
  await world.files.writeDurably(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`)
}

/** Returns the list's name and digest, for the manifest. */
export async function writeFileList(
  world: Pick<World, 'files'>,
  folder: string,
  name: string,
  files: readonly ManifestFile[],
): Promise<Record<string, string>> {
  const text = JSON.stringify(files)
  await world.files.writeDurably(join(folder, name), text)
  return { [name]: digest(text) }
}

/** Errors: E_POINT_UNKNOWN, E_POINT_DAMAGED. */
export async function readManifest(world: Pick<World, 'files'>, folder: string): Promise<Manifest> {
  const text = await world.files.readTextIfThere(join(folder, 'manifest.json'))
  if (text === null) {
    throw new MoltdError(
      'E_POINT_UNKNOWN',
      `there is no recovery point at ${folder}`,
      'See `moltd recovery list` for those that there are.',
    )
  }
  const parsed = manifestSchema.safeParse(parseJson(text))
  if (!parsed.success) throw damaged(folder, 'its manifest.json cannot be read')
  return parsed.data
}

/** Every file of the point as it was written. Errors: E_POINT_DAMAGED. */
export async function readFileLists(
  world: Pick<World, 'files'>,
  folder: string,
  manifest: Manifest,
): Promise<ManifestFile[]> {
  const lists: ManifestFile[][] = []
  for (const [name, expected] of Object.entries(manifest.lists)) {
    const text = await world.files.readTextIfThere(join(folder, name))
    if (text === null || digest(text) !== expected)
      throw damaged(folder, `its list ${name} is missing or changed`)
    const parsed = listSchema.safeParse(parseJson(text))
    if (!parsed.success) throw damaged(folder, `its list ${name} cannot be read`)
    lists.push(parsed.data)
  }
  return lists.flat()
}

export function pointOf(folder: string, manifest: Manifest): RecoveryPoint {
  const { formatVersion: _, lists: __, ...facts } = manifest
  return { ...facts, path: folder }
}

function damaged(folder: string, why: string): MoltdError {
  return new MoltdError(
    'E_POINT_DAMAGED',
    `the recovery point at ${folder} is damaged: ${why}`,
    'Use another one of `moltd recovery list`; `sh rescue.sh` in its folder restores what is left of it.',
  )
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // No JSON: the schema refuses it with a reason.
    return undefined
  }
}
