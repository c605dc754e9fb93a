import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { advise } from '../../../src/openclaw/advisories/advise.ts'
import { parseAdvisories } from '../../../src/openclaw/advisories/parse-advisories.ts'
import { aGateway } from '../../phases/an-observation.ts'

const path = join(import.meta.dirname, '../../../config/advisories.json5')
const shipped = parseAdvisories(readFileSync(path, 'utf8'), path)

interface Case {
  installed?: string
  candidate?: string | null
  nodeRange?: string | null
  node?: string
  config?: object
  environment?: Record<string, string>
}

function adviceFor({ installed = '2026.9.6', candidate = null, nodeRange = '>=22', ...rest }: Case) {
  return advise(shipped, {
    gateway: {
      port: 18_860,
      installation: { ...aGateway.installation, version: installed },
      node: { ...aGateway.node, version: rest.node ?? '24.16.0' },
      definition: { ...aGateway.definition, environment: rest.environment ?? {} },
    },
    config: rest.config ?? {},
    candidate: candidate === null ? null : { version: candidate, nodeRange },
  })
}

const ids = (known: Case) => adviceFor(known).map(({ id }) => id)
const bind = (mode: string, more: object = {}) => ({ gateway: { bind: mode, ...more } })

describe('the shipped advisories', () => {
  test('leave an ordinary gateway on its ordinary step alone', () => {
    expect(ids({ installed: '2026.9.5', candidate: '2026.9.6', config: bind('loopback') })).toEqual([])
  })

  test.each<[string, string, Case]>([
    ['a version below the fix of CVE-2026-25253 is vulnerable', 'cve-2026-25253', { installed: '2026.1.28' }],
    [
      'plaintext to a tailnet address, the step that started this project',
      'plaintext-bind',
      { installed: '2026.2.17', candidate: '2026.2.19', config: bind('tailnet') },
    ],
    [
      'a revision of it is the same step',
      'plaintext-bind',
      { installed: '2026.2.17', candidate: '2026.2.19-2', config: bind('lan', { tls: { enabled: false } }) },
    ],
    [
      "hooks that share the gateway's token",
      'hooks-token-shared',
      {
        installed: '2026.2.17',
        candidate: '2026.2.19',
        config: { hooks: { token: 'one' }, gateway: { auth: { token: 'one' } } },
      },
    ],
    [
      'no authentication where others can reach it',
      'auth-none-beyond-loopback',
      { config: bind('lan', { auth: { mode: 'none' } }) },
    ],
    [
      'a Control UI without origins',
      'allowed-origins-missing',
      { installed: '2026.2.23', candidate: '2026.2.24', config: bind('lan') },
    ],
    [
      'a Node that is too old where the registry does not say so',
      'node-floor-2026-9',
      { installed: '2026.8.2', candidate: '2026.9.6', node: '22.19.0', nodeRange: null },
    ],
    ['an updater that cannot hop', 'updater-2026-9-3', { installed: '2026.9.3', candidate: '2026.9.6' }],
    ['a broken publication', 'publication-2026-6-11', { installed: '2026.6.9', candidate: '2026.6.11' }],
    [
      'a unit with another token than the config',
      'stale-unit-token',
      {
        candidate: '2026.9.7',
        config: { gateway: { auth: { token: 'new' } } },
        environment: { OPENCLAW_GATEWAY_TOKEN: 'old' },
      },
    ],
    [
      'two updaters at once',
      'two-updaters',
      { candidate: '2026.9.7', config: { update: { auto: { enabled: true } } } },
    ],
  ])('see %s', (_, id, known) => {
    expect(ids(known)).toContain(id)
  })

  test.each<[string, string, Case]>([
    ['the fixed version', 'cve-2026-25253', { installed: '2026.1.29' }],
    [
      'a tailnet address with TLS',
      'plaintext-bind',
      { installed: '2026.2.17', candidate: '2026.2.19', config: bind('tailnet', { tls: { enabled: true } }) },
    ],
    [
      'a version in which the CLI no longer dials that address',
      'plaintext-bind',
      { installed: '2026.2.17', candidate: '2026.2.21', config: bind('tailnet') },
    ],
    [
      'a custom bind that is loopback after all',
      'auth-none-beyond-loopback',
      { config: bind('custom', { customBindHost: '127.0.0.1', auth: { mode: 'none' } }) },
    ],
    [
      'tokens that are both absent',
      'hooks-token-shared',
      { installed: '2026.2.17', candidate: '2026.2.19', config: { hooks: {} } },
    ],
    [
      'a Node range that the registry states itself',
      'node-floor-2026-9',
      { installed: '2026.8.2', candidate: '2026.9.6', node: '22.19.0', nodeRange: '>=24.16' },
    ],
    [
      'a unit with the same token as the config',
      'stale-unit-token',
      {
        candidate: '2026.9.7',
        config: { gateway: { auth: { token: 'same' } } },
        environment: { OPENCLAW_GATEWAY_TOKEN: 'same' },
      },
    ],
    [
      'a gateway that has said yes to its own updater in its unit',
      'two-updaters',
      {
        candidate: '2026.9.7',
        config: { update: { auto: { enabled: true } } },
        environment: { OPENCLAW_NO_AUTO_UPDATE: '1' },
      },
    ],
    ['an updater with nothing to update to', 'updater-2026-9-3', { installed: '2026.9.3' }],
  ])('do not warn of %s', (_, id, known) => {
    expect(ids(known)).not.toContain(id)
  })

  test('know which remedies end a problem, also those that it does not name itself', () => {
    const [origins] = adviceFor({ installed: '2026.2.23', candidate: '2026.2.24', config: bind('lan') })
    expect(origins).toMatchObject({ remedy: 'allow-local-origins' })
    expect(origins?.curedBy).toEqual(['bind-loopback', 'allow-local-origins'])
  })

  test('say whether the step leaves a vulnerability behind', () => {
    const step = (candidate: string) => adviceFor({ installed: '2026.1.20', candidate })[0]?.isLeftBehind
    expect([step('2026.1.29'), step('2026.1.25')]).toEqual([true, false])
  })

  test('repeat no value of the config', () => {
    const config = bind('tailnet', { auth: { token: 'hush-hush', mode: 'none' } })
    const said = JSON.stringify(adviceFor({ installed: '2026.2.17', candidate: '2026.2.19', config }))
    expect(said).not.toContain('hush-hush')
  })
})
