import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { remedies } from '../../../src/openclaw/advisories/remedies.ts'

const health = join(import.meta.dirname, '../../../src/health')

test('what a remedy cures is a code that a check gives', () => {
  const code = globSync('**/*.ts', { cwd: health })
    .map(path => readFileSync(join(health, path), 'utf8'))
    .join('\n')
  const given = Array.from(code.matchAll(/(?:code: |fail\(\s*)'([a-z-]+)'/g), ([, name]) => name)
  expect(given).toEqual(expect.arrayContaining(['cli-blocked', 'sessions-missing', 'locked-out']))
  for (const { cures } of remedies) for (const cured of cures) expect(given).toContain(cured)
})
