import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createFiles } from '../../../src/adapters/files.ts'
import { findSecrets, hideSecrets, secretsIn } from '../../../src/phases/evidence/hide-secrets.ts'
import { gateway } from '../../doubles/fake-update-host.ts'

const config = {
  gateway: { auth: { mode: 'token', token: 'gateway-secret-1' }, port: 18789 },
  channels: { discord: { accounts: { main: { botToken: 'bot-secret-22' } } } },
  hooks: { token: 'hooks-secret-333' },
  models: { providers: { acme: { apiKey: 'model-secret-4444', baseUrl: 'https://acme.example' } } },
  credentials: { nested: { deeply: ['listed-secret'] } },
}

test('what stands under a secret name is a secret, at any depth; what does not, is none', () => {
  expect(secretsIn(config, { ACME_KEY: 'from-the-environment', PATH: '/usr/bin' }, null).toSorted()).toEqual([
    'bot-secret-22',
    'from-the-environment',
    'gateway-secret-1',
    'hooks-secret-333',
    'listed-secret',
    'model-secret-4444',
  ])
})

test('a short word is not hidden: it would stand everywhere', () => {
  expect(secretsIn({ token: 'on' })).toEqual([])
})

test('a secret that holds another one is hidden whole', () => {
  const secrets = secretsIn({ token: 'abcdef', password: 'abcdef-and-more' })
  expect(hideSecrets('x abcdef-and-more y abcdef', secrets)).toBe('x [redacted] y [redacted]')
})

test('what looks like a secret is hidden, though nobody was given it', () => {
  expect(hideSecrets('Authorization: Bearer abcdef0123456789', [])).toBe('Authorization: Bearer [redacted]')
})

test('what moltd itself was given is a secret as well, where nothing of OpenClaw can be read', async () => {
  const world = {
    files: { ...createFiles(), readTextIfThere: () => Promise.reject(new Error('EACCES')) },
    environment: { NPM_TOKEN: 'given-to-moltd', PATH: '/usr/bin' },
  }
  expect(await findSecrets(world, gateway)).toEqual(['given-to-moltd'])
})

const secret = fc.oneof(
  fc.stringMatching(/^[0-9a-f]{32,64}$/),
  fc.stringMatching(/^sk-[A-Za-z0-9]{20,40}$/),
  fc.stringMatching(/^[A-Za-z0-9_-]{24}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27}$/),
  fc.stringMatching(/^[!-~]{8,40}$/),
)
const ways: readonly ((secret: string) => string)[] = [
  secret => secret,
  secret => `connecting with ${secret}, attempt 2`,
  secret => JSON.stringify({ reason: `bad ${secret}` }),
  secret => `GET /ws?auth=${encodeURIComponent(secret)}&v=1`,
  secret => `+ Environment=SOMETHING=${secret}`,
  secret => `node dist/index.js --with ${secret} gateway`,
]

test('whatever OpenClaw was given, however it writes it down: nothing of it is left', () => {
  fc.assert(
    fc.property(
      fc.array(secret, { minLength: 1, maxLength: 4 }),
      fc.constantFrom('token', 'botToken', 'apiKey', 'password', 'GITHUB_KEY', 'clientSecret'),
      fc.array(fc.tuple(fc.nat(3), fc.constantFrom(...ways)), { minLength: 1, maxLength: 12 }),
      fc.stringMatching(/^[ a-z:/.]{0,40}$/),
      (given, name, planted, between) => {
        const secrets = secretsIn({ deep: given.map(each => ({ [name]: each })) })
        const text = planted
          .map(([pick, write]) => write(given[pick % given.length] ?? ''))
          .join(`\n${between}\n`)
        const hidden = hideSecrets(text, secrets)
        for (const each of given) {
          expect(hidden).not.toContain(each)
          expect(hidden).not.toContain(encodeURIComponent(each))
          expect(hidden).not.toContain(JSON.stringify(each).slice(1, -1))
        }
      },
    ),
    { numRuns: 500 },
  )
})
