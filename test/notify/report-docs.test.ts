import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { exitCodeOf } from '../../src/notify/exit-code.ts'
import { dryRun, outcomes } from './sample-reports.ts'

const page = readFileSync(join(import.meta.dirname, '../../docs/report.md'), 'utf8')

test('docs/report.md explains every key of a report', () => {
  const rows = page.split('\n').filter(line => line.startsWith('| `'))
  for (const key of Object.keys({ ...dryRun, host: '' })) {
    expect(
      rows.some(row => row.split('|')[1]?.includes(`\`${key}\``)),
      key,
    ).toBe(true)
  }
})

test('docs/report.md tells every outcome with its exit code', () => {
  for (const outcome of outcomes) {
    expect(page).toMatch(new RegExp(`^\\| \`${outcome}\` \\|.*\\| ${exitCodeOf(outcome)} \\|$`, 'm'))
  }
})
