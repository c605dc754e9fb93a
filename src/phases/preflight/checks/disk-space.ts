import { dirname } from 'node:path'
import { folderBeside } from '../../../openclaw/installation.ts'
import type { World } from '../../../ports/world.ts'
import type { Facts, PreflightCheck, Sizes } from '../question.ts'

interface Need {
  what: string
  folder: string
  bytes: number
}

const mebibyte = 1024 ** 2
/** Left alone on every filesystem that is written to. */
const reserveBytes = 256 * mebibyte

/** What an ordinary user may take (bavail), per filesystem, against what an update and its recovery point need there. */
export const diskSpace: PreflightCheck = {
  name: 'disk-space',
  title: 'there is room for the update and its recovery point',
  weight: 'required',
  async look(world, facts) {
    const byDevice = Map.groupBy(
      await locate(world, needsOf(facts, await facts.measure(), world.places.temporaryFolder)),
      ({ device }) => device,
    )
    const filesystems = await Promise.all(
      [...byDevice.values()].map(async needs => {
        const folder = needs[0]?.existing ?? '/'
        const { availableBytes } = await world.files.space(folder)
        const neededBytes = needs.reduce((sum, { bytes }) => sum + bytes, reserveBytes)
        const what = [...new Set(needs.map(need => need.what))].join(', ')
        return {
          folder,
          neededBytes,
          availableBytes,
          text: `${inMiB(neededBytes)} for ${what} at ${folder}, ${inMiB(availableBytes)} free`,
        }
      }),
    )
    const short = filesystems.filter(({ neededBytes, availableBytes }) => availableBytes < neededBytes)
    if (short.length === 0) {
      return { answer: 'pass', reason: filesystems.map(({ text }) => text).join('; ') }
    }
    return {
      answer: 'fail',
      reason: short.map(({ text }) => text).join('; '),
      hint: 'Free space there; `moltd recovery prune` removes old recovery points. For a small /tmp, set TMPDIR.',
    }
  },
}

/**
 * The estimate, in multiples of what is measured now:
 * prefix – the new tree beside the old one, and npm's own temporary copy of it: 2 packages;
 * recovery – a package copy, where links do not work, and the state twice (live pass, exact pass): 1 package + 2 states;
 * state – what the rejected version wrote is set aside, not deleted: 1 state;
 * temp – OpenClaw rehearses the migration on a copy of the state: 1 state; npm's downloads: a quarter of a package.
 */
function needsOf({ gateway, recoveryFolder }: Facts, sizes: Sizes, temporaryFolder: string): Need[] {
  const { packageBytes: tree, stateBytes: state } = sizes
  return [
    { what: 'the new package', folder: folderBeside(gateway.installation), bytes: 2 * tree },
    { what: 'the recovery point', folder: recoveryFolder, bytes: tree + 2 * state },
    { what: 'state set aside', folder: gateway.stateFolder, bytes: state },
    {
      what: 'temporary files',
      folder: gateway.definition.environment.TMPDIR ?? temporaryFolder,
      bytes: state + tree / 4,
    },
  ]
}

async function locate(
  world: Pick<World, 'files'>,
  needs: readonly Need[],
): Promise<(Need & { existing: string; device: number })[]> {
  return Promise.all(needs.map(async need => ({ ...need, ...(await nearestExisting(world, need.folder)) })))
}

async function nearestExisting(
  world: Pick<World, 'files'>,
  folder: string,
): Promise<{ existing: string; device: number }> {
  const entry = await world.files.statTarget(folder)
  if (entry !== null) return { existing: folder, device: entry.device }
  if (dirname(folder) === folder) throw new Error(`no part of ${folder} exists`)
  return nearestExisting(world, dirname(folder))
}

function inMiB(bytes: number): string {
  return `${Math.round(bytes / mebibyte)} MiB`
}
