import { type Comparison, median, seconds, timed } from './comparison.ts'
import { type Amount, type MirrorStage, openMirrorStage } from './mirror-stage.ts'

const rounds = 5
const much: Amount = { commits: 100_000, tags: 5_000 }
const little: Amount = { commits: 1_000, tags: 50 }
const few: Amount = { commits: 10, tags: 1 }
const many: Amount = { commits: 1_000, tags: 50 }
const targetS = 3
const targetFactor = 2

/** Syncs of the same news where much is there and where little is, beside plain `git fetch && git push`, turn by turn. */
export async function compareMirror(): Promise<Comparison[]> {
  const [large, small] = [openMirrorStage(much), openMirrorStage(little)]
  try {
    const first = await beginBoth(large)
    await beginBoth(small)
    const [fewNews, manyNews] = [await measure(large, small, few), await measure(large, small, many)]
    return [
      {
        what: `mirror: ${say(few)} new of ${say(much)}`,
        moltd: seconds(fewNews.large.moltd),
        other: `git fetch && git push: ${seconds(fewNews.large.plain)}`,
        target: `≤ ${targetS} s`,
        met: fewNews.large.moltd <= targetS * 1000,
      },
      compareSizes(few, fewNews),
      compareSizes(many, manyNews),
      {
        what: 'mirror: the first time',
        moltd: seconds(first.moltd),
        other: `git clone --mirror && git push: ${seconds(first.plain)}`,
        target: '–',
        met: true,
      },
    ]
  } finally {
    large.close()
    small.close()
  }
}

/** Milliseconds. */
interface Times {
  moltd: number
  plain: number
}

async function beginBoth(stage: MirrorStage): Promise<Times> {
  const times = { moltd: await timed(stage.sync), plain: await timed(stage.plainClone) }
  stage.packOrigins()
  return times
}

/** Both stages and both ways in every round, so that what else this machine does meets all of them. */
async function measure(large: MirrorStage, small: MirrorStage, news: Amount) {
  const taken = { large: [] as Times[], small: [] as Times[] }
  for (let round = 0; round < rounds; round += 1) {
    for (const [stage, times] of [
      [large, taken.large],
      [small, taken.small],
    ] as const) {
      stage.grow(news)
      times.push({ moltd: await timed(stage.sync), plain: await timed(stage.plainSync) })
    }
  }
  const middle = (times: readonly Times[]): Times => ({
    moltd: median(times.map(({ moltd }) => moltd)),
    plain: median(times.map(({ plain }) => plain)),
  })
  return { large: middle(taken.large), small: middle(taken.small) }
}

/** A hundred times as much is there, and as much is new: what does it cost more? */
function compareSizes(news: Amount, { large, small }: { large: Times; small: Times }): Comparison {
  return {
    what: `mirror: ${say(news)} new, much there and little`,
    moltd: `${seconds(large.moltd)} : ${seconds(small.moltd)} = ${(large.moltd / small.moltd).toFixed(1)}`,
    other: `git: ${seconds(large.plain)} : ${seconds(small.plain)} = ${(large.plain / small.plain).toFixed(1)}`,
    target: `≤ ${targetFactor}`,
    met: large.moltd <= targetFactor * small.moltd,
  }
}

function say({ commits, tags }: Amount): string {
  return `${commits} commits and ${tags} tag${tags === 1 ? '' : 's'}`
}
