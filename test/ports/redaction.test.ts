import { expect, test } from 'vitest'
import { redactFields, redactText } from '../../src/ports/redaction.ts'

test.each([
  'https://discord.com/api/webhooks/123456/s3cr3t-part',
  'https://canary.discordapp.com/api/v10/webhooks/123456/s3cr3t-part',
  'GET /?token=s3cr3t-part&x=1',
  '{"gateway":{"auth":{"token":"s3cr3t-part"}}}',
  'openclaw gateway call --token s3cr3t-part health',
  '//registry.example/:_authToken=s3cr3t-part',
  'OPENCLAW_GATEWAY_TOKEN=s3cr3t-part',
  'Authorization: Bearer s3cr3t-part-0123456789',
  'http://user:s3cr3t-part@proxy.example:3128/',
  'logged in as MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.s3cr3t-part-0123456789-abcdef',
  'the model refuses sk-s3cr3t-part-0123456789',
  'remote: ghp_s3cr3t-part-0123456789 is expired',
])('the secret of %s is taken out', text => {
  expect(redactText(text)).not.toContain('s3cr3t-part')
  expect(redactText(text)).toContain('[redacted]')
})

test.each([
  'gateway closed (1008): unauthorized: device token mismatch (rotate/reissue device token)',
  'the bot disconnected-from-gateway',
  'basic authentication is off',
  'https://example.org:8443/path@2',
  'Error: Invalid config: hooks.token must not match gateway auth token.',
])('prose is left alone: %s', text => {
  expect(redactText(text)).toBe(text)
})

test('fields are judged by name and by look, at any depth, without harming the original', () => {
  const fields = {
    a: [{ botToken: 'x1', tokenFile: '/etc/t' }],
    url: 'http://u:pppp@h/',
    totalTokens: 5,
    secret: null,
  }
  expect(redactFields(fields)).toEqual({
    a: [{ botToken: '[redacted]', tokenFile: '/etc/t' }],
    url: 'http://u:[redacted]@h/',
    totalTokens: 5,
    secret: null,
  })
  expect(fields.a[0]?.botToken).toBe('x1')
})

test('an error keeps its code and cause, and a circle ends', () => {
  const circle: Record<string, unknown> = { name: 'c' }
  circle.self = circle
  const error = Object.assign(new Error('password=hunter22'), { code: 'E_X', cause: circle })
  expect(redactFields({ error }).error).toMatchObject({
    message: 'password=[redacted]',
    code: 'E_X',
    cause: { name: 'c', self: '[circular]' },
  })
  expect(error.stack).toContain('hunter22')
  expect(JSON.stringify(redactFields({ error }))).not.toContain('hunter22')
})

test('a long line without a secret takes no time to speak of', () => {
  const line = 'x'.repeat(200_000)
  const startedMs = performance.now()
  expect(redactText(line)).toBe(line)
  expect(performance.now() - startedMs).toBeLessThan(2_000)
})
