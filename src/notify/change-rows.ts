import type { Report } from './report.ts'
import type { Item } from './sections.ts'

const most = { breaking: 4, security: 3, notable: 3 }

/** What lies between the two versions: what may need a hand first, the rest as a number. */
export function changeRows({ changes, outcome }: Report): [label: string, items: Item[]][] {
  if (!changes || outcome === 'rolled-back') return []
  const { versions, breaking, security, notable, omitted, url } = changes
  const shown = [
    ['breaking', breaking.slice(0, most.breaking), 'warn'],
    ['security', security.slice(0, most.security), undefined],
    ['new', notable.slice(0, most.notable), undefined],
  ] as const
  const hidden =
    omitted +
    [breaking, security, notable].reduce((sum, { length }) => sum + length, 0) -
    shown.reduce((sum, [, { length }]) => sum + length, 0)
  return [
    ...shown.map(([label, texts, tone]): [string, Item[]] => [
      label,
      texts.map(text => ({ mark: '·', text, ...(tone && { tone }) })),
    ]),
    [
      'changes',
      [
        {
          text: `${sayVersions(versions)}${hidden === 0 ? '' : `, ${hidden} more changes`}`,
          ...(url === null ? {} : { notes: [url] }),
        },
      ],
    ],
  ]
}

function sayVersions(versions: readonly string[]): string {
  const [newest = '', ...older] = versions
  const oldest = older.at(-1)
  return oldest === undefined ? newest : `${versions.length} versions, ${oldest} to ${newest}`
}
