import { rm } from 'node:fs/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { chooseGateway, type WantedGateway } from '../../src/openclaw/choose-gateway.ts'
import { surveyGateways } from '../../src/openclaw/discover.ts'
import { createNpmHome, type NpmHome } from './npm-home.ts'

const [unit, work] = ['openclaw-gateway.service', 'openclaw-gateway-work.service']
let at: NpmHome
beforeEach(async () => {
  at = await createNpmHome()
})
afterEach(() => at.remove())

const choose = async (wanted?: WantedGateway) =>
  chooseGateway(at.world, await surveyGateways(at.world), wanted)
const addWork = () =>
  at.addUnit(work, {
    environment: { HOME: at.home, OPENCLAW_PROFILE: 'work', OPENCLAW_GATEWAY_PORT: '18861' },
  })

test('the only gateway is the one', async () => {
  at.addUnit(unit)
  expect((await choose()).unit).toBe(unit)
})

test('of several, the config chooses, by unit or by profile', async () => {
  at.addUnit(unit)
  addWork()
  expect((await choose({ unit: 'openclaw-gateway-work' })).unit).toBe(work)
  expect((await choose({ unit })).unit).toBe(unit)
  expect((await choose({ profile: 'work' })).unit).toBe(work)
  expect((await choose({ profile: 'default' })).unit).toBe(unit)
})

test('several without a choice are all named', async () => {
  at.addUnit(unit)
  addWork()
  await expect(choose()).rejects.toMatchObject({
    code: 'E_SEVERAL_GATEWAYS',
    message: `cannot choose between 2 gateways: ${unit} (profile default, port 18860, 2026.9.5 in ${at.root}); ${work} (profile work, port 18861, 2026.9.5 in ${at.root})`,
  })
})

test('no unit, but a package: it says where, and what writes the unit', async () => {
  await expect(choose()).rejects.toMatchObject({
    code: 'E_NO_GATEWAY',
    message: `cannot find an OpenClaw gateway: none of the user units is a gateway, and no service runs the package in ${at.root}`,
    hint: 'Run `openclaw gateway install`.',
  })
})

test('neither unit nor package: it says which folders were looked in', async () => {
  await rm(at.root, { recursive: true })
  await expect(choose()).rejects.toMatchObject({
    code: 'E_NO_GATEWAY',
    message: expect.stringContaining(`no package is in ${at.root}, /usr/local/lib/node_modules/openclaw`),
  })
})

test('a unit that is wanted and not there is named with those that are', async () => {
  at.addUnit(unit)
  await expect(choose({ unit: 'claw' })).rejects.toMatchObject({
    code: 'E_NO_GATEWAY',
    message: `cannot find the gateway with the unit claw: the gateways are ${unit}`,
  })
})

test('the only unit that cannot be resolved says why', async () => {
  at.addUnit(unit, { argv: ['/bin/sh', '-c', 'true'] })
  await expect(choose()).rejects.toMatchObject({ code: 'E_GATEWAY_COMMAND' })
})

test('a wanted unit that cannot be resolved says why, whatever else there is', async () => {
  at.addUnit(unit)
  at.addUnit(work, { argv: ['/bin/sh', '-c', 'true'] })
  await expect(choose({ unit: work })).rejects.toMatchObject({ code: 'E_GATEWAY_COMMAND' })
  expect((await choose()).unit).toBe(unit)
})
