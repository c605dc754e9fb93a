import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { describeKeys, type KeyDescription } from '../../src/config/describe-keys.ts'
import { parseConfig } from '../../src/config/load.ts'
import { renderExample, renderSchema } from '../../src/config/reference.ts'

const read = (name: string) => readFile(new URL(`../../config/${name}`, import.meta.url), 'utf8')
const every = (keys: readonly KeyDescription[]): KeyDescription[] =>
  keys.flatMap(key => [key, ...every(key.keys)])

test('the example on disk is the one that the schema writes (else: npm run schema)', async () => {
  expect(await read('moltd.example.json5')).toBe(renderExample())
})

test('the JSON schema on disk is the one that the schema writes (else: npm run schema)', async () => {
  expect(await read('moltd.schema.json')).toBe(renderSchema())
})

test('the example is a config, and exactly the defaults', async () => {
  expect(parseConfig(await read('moltd.example.json5'), 'example')).toEqual(parseConfig('{}', 'empty'))
})

test('the example without its comment marks before keys is a config too', async () => {
  const text = (await read('moltd.example.json5')).replace(/^( *)\/\/ (?=\w+: ['[{\d])/gm, '$1')
  const parsed = () => parseConfig(text.replaceAll(/.*(?:webhookUrlEnv|tokenEnv): .*\n/g, ''), 'example')
  expect(parsed().gateway.unit).toBe('openclaw-gateway.service')
})

test.each(every(describeKeys()).map(key => [key.path.join('.'), key] as const))(
  '%s has one sentence, and a default or an example',
  (_, key) => {
    expect(key.description).toMatch(/^[A-Z].*\.$/)
    expect(key.keys.length > 0 || key.default !== undefined || key.example !== undefined).toBe(true)
  },
)
