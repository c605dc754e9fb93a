import { z } from 'zod'
import type { Stage } from '../host/scenario.ts'
import { type Comparison, median, seconds, timed } from './comparison.ts'

const rounds = 3
const targetFactor = 1.4

const tookSchema = z.object({ packageMs: z.number(), totalMs: z.number() })

/** A recovery point's program, digests and all, beside three ways to copy the same tree; both on a warm cache. */
export async function compareSnapshot(stage: Stage): Promise<Comparison[]> {
  const { host } = stage
  const tree = '/home/claw/.npm-global/lib/node_modules/openclaw'
  const copy = async (command: string) => {
    await host.sh('rm -rf ~/bench-copy')
    return timed(() => host.sh(command, { timeoutMs: 120_000 }))
  }
  const first = await takePoint(stage, 'bench-first')
  const ours: number[] = []
  const links: number[] = []
  const plain: number[] = []
  const packed: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    links.push(await copy(`cp -al ${tree} ~/bench-copy`))
    ours.push((await takePoint(stage, `bench-${round}`)).packageMs)
    plain.push(await copy(`cp -a ${tree} ~/bench-copy`))
    packed.push(
      await copy(`mkdir ~/bench-copy && tar -C ${tree} -cf - . | zstd -q -o ~/bench-copy/tree.tar.zst`),
    )
  }
  await host.sh('rm -rf ~/bench-copy')
  const [snapshotMs, linksMs] = [median(ours), median(links)]
  const met = snapshotMs <= targetFactor * linksMs
  const target = `≤ ${targetFactor} × cp -al = ${seconds(targetFactor * linksMs)}`
  const row = (other: string) => ({
    what: 'snapshot of the program',
    moltd: seconds(snapshotMs),
    other,
    target,
    met,
  })
  return [
    row(`cp -al: ${seconds(linksMs)}`),
    row(`cp -a: ${seconds(median(plain))}`),
    row(`tar | zstd: ${seconds(median(packed))}`),
    {
      what: 'the first one, every file digested',
      moltd: seconds(first.packageMs),
      other: `cp -al: ${seconds(linksMs)}`,
      target: '–',
      met: true,
    },
  ]
}

/** Takes a recovery point with the moltd that is installed in the host. */
export async function takePoint(
  { host }: Pick<Stage, 'host'>,
  id: string,
): Promise<z.infer<typeof tookSchema>> {
  await host.writeFile('take-point.mjs', takePointScript)
  const stdout = await host.sh(`node ~/take-point.mjs ${id}`, { timeoutMs: 120_000 })
  return tookSchema.parse(JSON.parse(stdout))
}

const takePointScript = `
import { execFileSync } from 'node:child_process'
const dist = execFileSync('npm', ['root', '-g'], { encoding: 'utf8' }).trim() + '/moltd/dist'
const { compose } = await import(dist + '/compose.js')
const { discoverGateways } = await import(dist + '/openclaw/discover.js')
const { planRecoveryPoint, takeRecoveryPoint } = await import(dist + '/recovery/take.js')
const app = await compose({})
const [gateway] = await discoverGateways(app.world)
const plan = await planRecoveryPoint(app.world, gateway, { id: process.argv[2], runId: null, reason: 'manual' })
const { tookMs } = await takeRecoveryPoint(app.world, plan)
console.log(JSON.stringify({ packageMs: tookMs.package, totalMs: tookMs.total }))
await app.close()
`
