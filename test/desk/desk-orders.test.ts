import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type DeskOrder, integrityLength, orderId, readOrderId } from '../../src/notify/desk-orders.ts'
import { ordersOn } from '../../src/notify/discord-buttons.ts'
import { sampleReport, samples } from '../notify/sample-reports.ts'

const integrity = `sha512-${'Ab+/'.repeat(21)}==`
const runId = '20261122-060003-k3f9'
const word = fc.oneof(
  fc.constantFrom(
    '',
    runId,
    '2026.9.6',
    '2026.2.19-2',
    integrity.slice(0, integrityLength),
    '12345678901234567890',
  ),
  fc.string({ maxLength: 50 }),
)

test('what stands in a button comes out again, or there is no button', () => {
  const kinds = fc.constantFrom<DeskOrder['kind']>(
    'approve',
    'update-now',
    'later',
    'skip',
    'unskip',
    'cure',
    'ask-rollback',
    'roll-back',
    'cancel',
    'details',
    'try-again',
    'release',
    'keep',
    'take-back',
  )
  fc.assert(
    fc.property(kinds, word, word, word, (kind, runId, subject, detail) => {
      const order = { kind, runId, subject, detail }
      const id = orderId(order)
      if (id === null) return
      expect(id.length).toBeLessThanOrEqual(100)
      expect(readOrderId(id)).toEqual(order)
    }),
  )
})

test('every id that Discord could send is read or refused, never more', () => {
  fc.assert(fc.property(fc.string({ maxLength: 120 }), id => void readOrderId(id)))
  expect(readOrderId(`moltd1 constructor ${runId}  `)).toBeNull()
})

test('the buttons of every sample have an id', () => {
  const offer = { version: '2026.9.6', integrity }
  for (const report of samples)
    for (const order of ordersOn({ ...report, offer })) expect(orderId(order), order.kind).not.toBeNull()
})

test('an approval holds as much of the integrity as can only be meant', () => {
  const [order] = ordersOn({
    ...sampleReport('awaiting-approval'),
    offer: { version: '2026.9.6', integrity },
  })
  expect(order).toMatchObject({ kind: 'approve', subject: '2026.9.6', detail: integrity.slice(0, 31) })
})
