import { expect } from 'vitest'
import { expectRolledBack } from './expect-world.ts'
import { type SetStage, scenario } from './stage.ts'

/** What was red about such a release, advice apart. */
async function takeBack(
  setStage: SetStage,
  stageOptions: Parameters<SetStage>[0],
  reason: RegExp,
): Promise<string[]> {
  const stage = await setStage(stageOptions)
  const report = await stage.runWithLateRow()
  await expectRolledBack(stage, report, reason)
  return (report.verdict?.checks ?? []).flatMap(({ weight, answer, code }) =>
    weight === 'required' && answer === 'fail' ? [code ?? 'no code'] : [],
  )
}

const before = '2026.9.5'
const account = { accountId: 'default', enabled: true, configured: true, running: true }

scenario('a release that wipes a part of the config is taken back (C3)', async ({ setStage }) => {
  const candidate = { faults: { wipesConfig: ['agents'] } }
  const red = await takeBack(setStage, { candidate }, /gone from the config: agents, agent main/)
  expect(red).toContain('config-wiped')
})

scenario('a release after which Discord is silently absent is taken back (E1)', async ({ setStage }) => {
  const orders = { [before]: { channelAccounts: { discord: [{ ...account, connected: true }] } } }
  const red = await takeBack(setStage, { orders }, /discord\/default was connected, and is gone/)
  expect(red).toEqual(['channel-gone'])
})

scenario('a release that leaves a plugin of the user behind is taken back (E3)', async ({ setStage }) => {
  const discord = { id: 'discord', installed: true, enabled: true, origin: 'global', version: before }
  const orders = { [before]: { plugins: [discord] } }
  const red = await takeBack(setStage, { orders }, /gone or no longer enabled: discord/)
  expect(red).toEqual(['plugins-missing'])
})

scenario('a release whose log tells of a missing module is taken back (B2)', async ({ setStage }) => {
  const saysWhenReady = "[gateway] Cannot find module './health-CAhmi8P6.js' code=ERR_MODULE_NOT_FOUND"
  const red = await takeBack(
    setStage,
    { candidate: { faults: { saysWhenReady } } },
    /code of the program is missing/,
  )
  expect(red).toEqual(['module-not-found'])
})

scenario(
  'an agent without its sessions and a device without its pairing are missed (C4)',
  async ({ setStage }) => {
    const phone = { deviceId: 'a1b2c3d4e5f6a7b8', displayName: 'phone' }
    const orders = { [before]: { pairedDevices: [phone], agents: [{ agentId: 'main', sessions: 12 }] } }
    const red = await takeBack(
      setStage,
      { orders },
      /main had 12 sessions and has none; 1 device of 1 gone: phone/,
    )
    expect(red).toEqual(['sessions-missing', 'devices-missing'])
  },
)

scenario('a gateway that locks the agent out is told from one that is down (D5)', async ({ setStage }) => {
  const text = 'gateway closed (1008): unauthorized: device token mismatch (rotate/reissue device token)'
  const callErrors = { status: text, 'cron.list': text, 'channels.status': text }
  const red = await takeBack(setStage, { candidate: { faults: { callErrors } } }, /locked out/)
  expect(red).toEqual(['locked-out'])
})

scenario('a release after which a plugin fails to load is taken back (E3, E4)', async ({ setStage }) => {
  const pluginErrors = [{ pluginId: 'discord', error: 'post-update-plugins: payload missing' }]
  const red = await takeBack(
    setStage,
    { candidate: { faults: { pluginErrors } } },
    /fails to load since the update: discord/,
  )
  expect(red).toEqual(['plugin-load-failed'])
})
