import { expect, test } from 'vitest'
import { changelogsOfPackages } from '../../src/mirror/read-changes.ts'
import type { PackageSource } from '../../src/ports/package-source.ts'

const { signal } = new AbortController()

function packagesWith(texts: Record<string, string | Error>, versions = Object.keys(texts)) {
  const asked: string[] = []
  const packages: Pick<PackageSource, 'versions' | 'readPackedText'> = {
    versions: async () => versions,
    readPackedText: async (_name, version) => {
      asked.push(version)
      const text = texts[version] ?? null
      if (text instanceof Error) throw text
      return text
    },
  }
  return { asked, changelogs: changelogsOfPackages(packages) }
}

const own = (version: string, text: string) => `# Changelog\n\n## ${version}\n\n### Highlights\n\n- ${text}\n`

test('a changelog that goes back far enough is all that is asked for', async () => {
  const { asked, changelogs } = packagesWith({
    '2026.9.6': `${own('2026.9.6', 'Six.')}\n## 2026.9.4\n- Four.\n`,
  })
  expect((await changelogs.digest('2026.9.4', '2026.9.6', signal))?.notable).toEqual(['Six.'])
  expect(asked).toEqual(['2026.9.6'])
})

test('packages that carry their own part only are asked version by version; betas and others are not', async () => {
  const { asked, changelogs } = packagesWith({
    '2026.9.6': own('2026.9.6', 'Six.'),
    '2026.9.5': own('2026.9.5', 'Five.'),
    '2026.9.6-beta.1': own('2026.9.6-beta.1', 'Beta.'),
    '2026.9.4': own('2026.9.4', 'Four.'),
    '2026.9.7': own('2026.9.7', 'Seven.'),
  })
  const digest = await changelogs.digest('2026.9.4', '2026.9.6', signal)
  expect(digest?.notable).toEqual(['Six.', 'Five.'])
  expect(asked).toEqual(['2026.9.6', '2026.9.5'])
})

test('a version between that cannot be read leaves a gap, not a failure', async () => {
  const { changelogs } = packagesWith({
    '2026.9.6': own('2026.9.6', 'Six.'),
    '2026.9.5': new Error('gone'),
    '2026.9.3': own('2026.9.3', 'Three.'),
  })
  const digest = await changelogs.digest('2026.9.2', '2026.9.6', signal)
  expect(digest?.versions).toEqual(['2026.9.6', '2026.9.3'])
})

test('a candidate without a changelog has nothing to tell', async () => {
  const { changelogs } = packagesWith({}, ['2026.9.6'])
  expect(await changelogs.digest('2026.9.5', '2026.9.6', signal)).toBeNull()
})
