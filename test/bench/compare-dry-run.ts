import type { Stage } from '../host/scenario.ts'
import { type Comparison, median, seconds, timed } from './comparison.ts'

const rounds = 3
const targetMs = 2500

export async function compareDryRun({ host, moltd }: Stage): Promise<Comparison[]> {
  const ours: number[] = []
  const theirs: number[] = []
  await moltd.run('run --dry-run --json')
  for (let round = 0; round < rounds; round += 1) {
    ours.push(await timed(() => moltd.run('run --dry-run --json')))
    theirs.push(await timed(() => host.sh('openclaw update --dry-run --json', { timeoutMs: 120_000 })))
  }
  const dryRunMs = median(ours)
  return [
    {
      what: 'dry run of an update',
      moltd: seconds(dryRunMs),
      other: `openclaw update --dry-run: ${seconds(median(theirs))}`,
      target: `≤ ${seconds(targetMs)}`,
      met: dryRunMs <= targetMs,
    },
  ]
}
