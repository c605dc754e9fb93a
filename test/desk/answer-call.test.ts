import { expect, test } from 'vitest'
import { sampleReport, updated } from '../notify/sample-reports.ts'
import { ann, buttonOf, ill, outlookOf, playDesk, well } from './play-desk.ts'

const stranger = { id: '99999999999999999', name: 'Eve', roleIds: [] }
const details = buttonOf(updated, 'details')

test.each([
  ['a stranger', { person: stranger }, 'unlisted'],
  ['another channel', { channelId: '55555555555555555' }, 'elsewhere'],
  ['another server', { guildId: '55555555555555555' }, 'elsewhere'],
  ['a private chat', { guildId: null }, 'elsewhere'],
  ['somebody who only bears the name', { person: { ...stranger, name: ann.name } }, 'unlisted'],
] as const)('%s is refused politely, in private, and it is written down', async (_, change, reason) => {
  const desk = playDesk({ outlook: outlookOf(updated) })
  const { said, text } = await desk.press(buttonOf(updated, 'ask-rollback'), change)
  expect(said.map(({ kind }) => kind)).toEqual(['defer', 'answer'])
  expect(said.every(one => !('sight' in one) || one.sight === 'private')).toBe(true)
  expect(text).toContain('Sorry')
  expect(text).toContain('Nothing was done')
  expect([desk.asked, desk.begun]).toEqual([[], []])
  expect(desk.trail).toMatchObject([
    { isAllowed: false, result: `refused: ${reason}`, endedAtMs: expect.any(Number) },
  ])
})

test('nothing works until the allow-list is set', async () => {
  const desk = playDesk({ allow: { users: [], roles: [] } })
  const { text } = await desk.command('run')
  expect(text).toContain('notify.discord.bot.allow')
  expect(desk.begun).toEqual([])
})

test('a role is enough', async () => {
  const desk = playDesk({ allow: { users: [], roles: ann.roleIds }, outlook: outlookOf(updated) })
  expect((await desk.press(details)).text).toContain('Updated')
})

test('a call that comes twice is acted upon once', async () => {
  const desk = playDesk()
  await desk.call({ kind: 'command', name: 'moltd run', id: 'same' })
  const second = await desk.call({ kind: 'command', name: 'moltd run', id: 'same' })
  expect(desk.begun.length).toBe(1)
  expect(second.said.map(({ kind }) => kind)).toEqual(['defer'])
})

test('who cannot be answered is not acted for: another moltd did, or it is too late', async () => {
  const desk = playDesk({ outlook: outlookOf(updated) })
  await expect(desk.press(details, {}, 'mute')).rejects.toThrow('Unknown interaction')
  expect([desk.asked, desk.trail]).toEqual([[], []])
})

test('what cannot be written down is not done', async () => {
  const desk = playDesk()
  desk.world.audit.begin = () => {
    throw new Error('disk full')
  }
  const { text } = await desk.command('run')
  expect(text).toContain('cannot write down')
  expect(desk.begun).toEqual([])
})

test('it is acknowledged before anything is asked of moltd', async () => {
  const desk = playDesk({
    outlook: outlookOf(updated),
    answers: () => {
      order.push('asked')
      return null
    },
  })
  const order: string[] = []
  const { said } = await desk.press(details)
  expect([said[0]?.kind, order]).toEqual(['defer', ['asked']])
})

test.each([
  '',
  'moltd1',
  'moltd2 details r',
  'moltd1 details a b c d e',
  `moltd1 details ${'x'.repeat(90)}`,
  'x'.repeat(100),
])('the unknown button %j does nothing, and says so', async customId => {
  const desk = playDesk({ outlook: outlookOf(updated) })
  expect((await desk.press(customId)).text).toContain('does not know this button')
  expect([desk.asked, desk.begun]).toEqual([[], []])
})

test.each(['remove', '', 'status more'])('the unknown command %j does nothing, and says so', async name => {
  const desk = playDesk()
  expect((await desk.command(name)).text).toContain('does not know that command')
})

test("a button of another installation's run, or of one that is forgotten, says so and loses its buttons", async () => {
  const desk = playDesk({ outlook: ill('E_RUN_UNKNOWN', 'no such run') })
  const { text, rewrite } = await desk.press(details)
  expect(text).toContain('knows no run 20261122-060003-k3f9')
  expect(rewrite).toMatchObject({ message: { components: [] } })
})

test('a moltd that fails, or answers in another form, is told of in a sentence', async () => {
  const broken = playDesk({ outlook: ill('E_CONFIG_KEY', 'cannot read the config: `x` @everyone') })
  const { text } = await broken.press(details)
  expect(text).toContain('That did not work: cannot read the config')
  expect(text).not.toContain('@everyone')
  const odd = playDesk({ answers: () => well({ odd: true }) })
  expect((await odd.press(details)).text).toContain('E_UNEXPECTED')
  expect(odd.trail[0]?.result).toMatch(/^failed: /)
})

test('who, when, what and what came of it are written down', async () => {
  const desk = playDesk({ outlook: outlookOf(sampleReport('stuck')) })
  await desk.press(buttonOf(sampleReport('stuck'), 'details'))
  await desk.command('history', { run: 'abc' })
  expect(desk.trail).toMatchObject([
    {
      way: 'discord',
      person: { id: ann.id, name: 'Ann' },
      what: expect.stringMatching(/^button details of run /),
      result: 'shown',
    },
    { what: '/moltd history run:abc' },
  ])
})
