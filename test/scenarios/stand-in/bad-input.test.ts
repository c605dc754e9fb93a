import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { join } from 'node:path'
import { expect } from 'vitest'
import { createRegistry } from '../../../src/adapters/registry.ts'
import { exitCodeOf } from '../../../src/notify/exit-code.ts'
import type { Supervisor } from '../../../src/ports/supervisor.ts'
import { expectNothingLeft, expectVersion, fingerprint } from './expect-world.ts'
import { moltdEnvironment, unit } from './gateway-host.ts'
import { oldVersion, type RunOptions, type Stage, scenario } from './stage.ts'

/** Whatever was wrong: one clear sentence with a code and a next step, exit code 1, and nothing was touched. */
async function expectUntouched(
  stage: Stage,
  given: RunOptions,
  code: string,
  message: RegExp,
): Promise<void> {
  const before = await fingerprint(stage)
  const report = await stage.run(given)
  expect(report).toMatchObject({ outcome: 'untouched', recoveryPoint: null, error: { code } })
  expect(report.error?.message).toMatch(message)
  expect(report.error?.hint).toMatch(/^[A-Z`].{10,}/)
  expect(exitCodeOf(report.outcome)).toBe(1)
  expect(await fingerprint(stage)).toEqual(before)
  expectNothingLeft(stage)
}

scenario('a registry that is down is said to be unreachable', async ({ setStage }) => {
  const stage = await setStage()
  await stage.registry.close()
  await expectUntouched(
    stage,
    {},
    'E_REGISTRY',
    /^cannot ask the npm registry .* cannot be reached \(ECONNREFUSED\)$/,
  )
})

scenario('a registry that does not have the package is said not to', async ({ setStage }) => {
  const stage = await setStage()
  stage.registry.faults.status = 404
  await expectUntouched(stage, {}, 'E_REGISTRY', /does not have it \(404\)$/)
})

scenario(
  'a registry that answers with a sign-in page is said to answer no package metadata',
  async ({ setStage }) => {
    const stage = await setStage()
    await withRegistry(
      stage,
      (_, response) => response.end('<!doctype html><title>Sign in</title>'),
      () => expectUntouched(stage, {}, 'E_REGISTRY', /answered something that is not package metadata$/),
    )
  },
)

scenario('a registry that does not come to an end is said to take too long', async ({ setStage }) => {
  const stage = await setStage()
  const environment = moltdEnvironment(stage.host)
  const registry = createRegistry({ environment, home: stage.home.home, timeoutMs: 300 })
  await withRegistry(
    stage,
    () => undefined,
    () => expectUntouched(stage, { world: () => ({ registry }) }, 'E_REGISTRY', /took too long to answer$/),
  )
})

scenario('a broken openclaw.json is named, with the place', async ({ setStage }) => {
  const stage = await setStage()
  writeFileSync(stage.home.configPath, `${readFileSync(stage.home.configPath, 'utf8')}\n}`)
  await expectUntouched(stage, {}, 'E_OPENCLAW_CONFIG', /openclaw\.json.*\d+:\d+/)
})

scenario('no gateway at all says what was looked at', async ({ setStage }) => {
  const stage = await setStage()
  const supervisor = { ...stage.supervisor, listGateways: async () => [] }
  await expectUntouched(
    stage,
    { world: () => ({ supervisor }) },
    'E_NO_GATEWAY',
    /cannot find an OpenClaw gateway/,
  )
})

scenario('two gateways are both named, and one is asked for', async ({ setStage }) => {
  const [stage, other] = await Promise.all([setStage(), setStage()])
  const supervisor = together(stage, other)
  const given = { world: () => ({ supervisor }) }
  await expectUntouched(
    stage,
    given,
    'E_SEVERAL_GATEWAYS',
    /openclaw-gateway\.service.*openclaw-gateway-two\.service/,
  )
})

scenario(
  'a candidate that needs another Node is blocked, and the report says which',
  async ({ setStage }) => {
    const stage = await setStage({ candidate: { nodeRange: '>=99.1' } })
    const before = await fingerprint(stage)
    const report = await stage.run()
    expect(report).toMatchObject({ outcome: 'blocked', recoveryPoint: null })
    expect(report.headline).toMatch(/needs Node >=99\.1; .* runs \d+\./)
    expect(exitCodeOf(report.outcome)).toBe(3)
    expect(await fingerprint(stage)).toEqual(before)
    await expectVersion(stage, oldVersion)
  },
)

async function withRegistry(
  stage: Stage,
  listener: RequestListener,
  work: () => Promise<void>,
): Promise<void> {
  const server = createServer(listener)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : null
  writeFileSync(join(stage.home.home, '.npmrc'), `registry=http://127.0.0.1:${port}/\n`)
  try {
    await work()
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

/** Both gateways under one supervisor, the other one by another name. */
function together({ supervisor }: Stage, { supervisor: other }: Stage): Supervisor {
  const second = 'openclaw-gateway-two.service'
  return {
    ...supervisor,
    listGateways: async () => [unit, second],
    define: async name => {
      const definition = await (name === second ? other : supervisor).define(unit)
      return definition && { ...definition, unit: name }
    },
  }
}
