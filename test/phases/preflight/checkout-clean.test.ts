import { expect, test } from 'vitest'
import { checkoutClean } from '../../../src/phases/preflight/checks/checkout-clean.ts'
import type { Facts, PreflightWorld } from '../../../src/phases/preflight/question.ts'
import { anObservation } from '../an-observation.ts'

const root = '/home/claw/openclaw'
const stage = (name: string) => `?? ${name}.openclaw-update-0fdd1d4c-8be5-4a4b-9bbf-6f5d0d7d2e0f.tmp/`

function look(lines: readonly string[]) {
  const gateway = anObservation.gateway
  const facts = {
    gateway: { ...gateway, installation: { ...gateway.installation, kind: 'git', root } },
  } as Facts
  const stdout = lines.map(line => `${line}\0`).join('')
  const commands = { run: async () => ({ exitCode: 0, signal: null, stdout, stderr: '', startError: null }) }
  return checkoutClean.look({ commands } as unknown as PreflightWorld, facts)
}

test('changes are named, the first five of them', async () => {
  const lines = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map(name => ` M ${name}`)
  expect(await look(lines)).toMatchObject({
    answer: 'fail',
    reason: `${root} has changes of its own: a, b, c, d, e and 2 more`,
  })
})

test('what an update that died has left is to be removed, not kept', async () => {
  const found = await look([stage('dist'), stage('node_modules')])
  expect(found.reason).toContain('an update of OpenClaw that died has left: dist.openclaw-update-')
  expect(found).toHaveProperty('hint', expect.stringMatching(/`rm -r \/home\/claw\/openclaw\/dist\.openclaw/))
  const both = await look([stage('dist'), ' M CHANGELOG.md'])
  expect(both).toHaveProperty('hint', expect.stringContaining('stash'))
})
