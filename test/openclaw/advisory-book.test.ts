import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createFiles } from '../../src/adapters/files.ts'
import { parseAdvisories } from '../../src/openclaw/advisories/parse-advisories.ts'
import { readAdvisories } from '../../src/openclaw/advisory-book.ts'
import { scratchRoot } from '../doubles/scratch-root.ts'

const world = { files: createFiles() }
let folder: string
let file: string

beforeEach(() => {
  folder = mkdtempSync(join(scratchRoot, 'advisories-'))
  file = join(folder, 'advisories.json5')
})
afterEach(() => rmSync(folder, { recursive: true }))

const mine = {
  id: 'my-proxy',
  title: 'the proxy knows the version',
  kind: 'breaking',
  severity: 'critical',
  candidate: '2026.10.x',
  when: { config: 'gateway.port', equals: 18_789 },
  reason: 'our proxy does not speak the new protocol yet',
  evidence: ['ops ticket 12'],
}

async function read(content: unknown, ignore: string[] = []) {
  if (content !== null)
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify({ advisories: content }))
  const { advisories, problems } = await readAdvisories(world, { file, ignore })
  return { ids: advisories.map(({ id }) => id), advisories, problems }
}

test('what is read of the shipped ones is what advisories.json5 says (else: npm run schema)', async () => {
  const source = join(import.meta.dirname, '../../config/advisories.json5')
  expect((await read(null)).advisories).toEqual(parseAdvisories(readFileSync(source, 'utf8'), source))
})

test('without a file of the user the shipped ones count, and nothing is wrong', async () => {
  const { ids, problems } = await read(null)
  expect(ids).toContain('plaintext-bind')
  expect(problems).toEqual([])
})

test("the user's own come on top, and take the place of a shipped one with the same id", async () => {
  const { ids, advisories } = await read([mine, { ...mine, id: 'plaintext-bind' }])
  expect(ids).toContain('my-proxy')
  expect(advisories.filter(({ id }) => id === 'plaintext-bind')).toMatchObject([{ candidate: '2026.10.x' }])
})

test('one that is to be ignored is not there; one that does not exist is said', async () => {
  const { ids, problems } = await read(null, ['plaintext-bind', 'plaintext-bnd'])
  expect(ids).not.toContain('plaintext-bind')
  expect(problems).toEqual(['there is no advisory plaintext-bnd to ignore'])
})

test.each<[string, unknown, string]>([
  ['an unknown key', [{ ...mine, sverity: 'note' }], 'advisories.0.sverity is not a key'],
  ['a range that is none', [{ ...mine, candidate: 'soon' }], 'advisories.0.candidate: must be a range'],
  ['a condition that is none', [{ ...mine, when: { bind: 'lan' } }], 'advisories.0.when is no condition'],
  ['a remedy that does not exist', [{ ...mine, remedy: 'format-disk' }], 'must be one of bind-loopback'],
  ['the same id twice', [mine, mine], 'the id my-proxy is given twice'],
  ['no JSON5 at all', '{ advisories: [', 'invalid end of input'],
])('%s is said, and the shipped ones go on counting', async (_, content, said) => {
  const { ids, problems } = await read(content)
  expect(problems).toHaveLength(1)
  expect(problems[0]).toContain(said)
  expect(problems[0]).toContain(file)
  expect(ids).toContain('plaintext-bind')
  expect(ids).not.toContain('my-proxy')
})
