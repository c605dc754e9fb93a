import type { Gateway } from '../../src/openclaw/gateway.ts'
import type { Observation } from '../../src/phases/check/observation.ts'

export const aGateway: Gateway = {
  unit: 'openclaw-gateway.service',
  profile: null,
  port: 18_860,
  installation: {
    kind: 'npm',
    root: '/home/claw/.npm-global/lib/node_modules/openclaw',
    prefix: '/home/claw/.npm-global',
    version: '2026.9.5',
    launchers: [],
  },
  node: { path: '/usr/bin/node', version: '24.16.0' },
  entry: '/home/claw/.npm-global/lib/node_modules/openclaw/dist/index.js',
  stateFolder: '/home/claw/.openclaw',
  configPath: '/home/claw/.openclaw/openclaw.json',
  definition: {
    unit: 'openclaw-gateway.service',
    argv: ['/usr/bin/node', '/home/claw/.npm-global/lib/node_modules/openclaw/dist/index.js', 'gateway'],
    environment: { HOME: '/home/claw', USER: 'claw' },
    workingDirectory: null,
    fragmentPath: '/home/claw/.config/systemd/user/openclaw-gateway.service',
    dropInPaths: [],
    restart: 'always',
    stopTimeoutMs: 90_000,
  },
}

/** 2026.9.5 installed and serving, the stable channel at 2026.9.6. */
export const anObservation: Observation = {
  gateway: aGateway,
  others: [],
  served: '2026.9.5',
  openclawConfig: {
    port: 18_860,
    tls: false,
    bind: 'loopback',
    authMode: 'token',
    hasToken: true,
    tokenLength: 64,
    hasHooksToken: false,
    sharesHooksToken: false,
    autoUpdate: false,
    updateChannel: null,
    lastTouchedVersion: '2026.9.5',
  },
  channel: 'stable',
  candidate: {
    source: 'stable',
    version: '2026.9.6',
    manifest: {
      version: '2026.9.6',
      nodeRange: '>=24.16.0 <25 || >=26.1.0',
      integrity: null,
      unpackedBytes: null,
    },
  },
  advice: [],
  remedyOffers: [],
  adviceProblems: [],
}
