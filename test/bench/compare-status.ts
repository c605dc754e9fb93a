import type { Stage } from '../host/scenario.ts'
import { type Comparison, median, seconds, timed } from './comparison.ts'

const rounds = 9
const targetMs = 200

export async function compareStatus({ host, moltd }: Stage): Promise<Comparison[]> {
  const ours: number[] = []
  const bare: number[] = []
  const entering: number[] = []
  await moltd.run('status')
  for (let round = 0; round < rounds; round += 1) {
    entering.push(await timed(() => host.sh('true')))
    ours.push(await timed(() => moltd.run('status')))
    bare.push(await timed(() => host.sh('node -e 0')))
  }
  const enter = median(entering)
  const statusMs = median(ours) - enter
  return [
    {
      what: 'moltd status',
      moltd: seconds(statusMs),
      other: `node -e 0: ${seconds(median(bare) - enter)}`,
      target: `≤ ${seconds(targetMs)}`,
      met: statusMs <= targetMs,
    },
  ]
}
