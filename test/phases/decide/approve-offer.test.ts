import { expect, test } from 'vitest'
import { approveOffer } from '../../../src/phases/decide/approve-offer.ts'
import type { Approval } from '../../../src/ports/approvals.ts'
import type { Registry } from '../../../src/ports/registry.ts'
import { createFakeClock } from '../../doubles/fake-clock.ts'

function offer(latest: string | null, integrity: string | null = 'sha512-this') {
  let approval: Approval | null = null
  const registry: Registry = {
    distTags: async () => (latest === null ? {} : { latest }),
    manifest: async (_, version) => ({ version, integrity, nodeRange: null, unpackedBytes: null }),
    publishedMs: async () => null,
  }
  const approvals = {
    approval: () => approval,
    setApproval: (next: Approval | null) => {
      approval = next
      return true
    },
  }
  const approve = (wanted?: string, integrity?: string) =>
    approveOffer({ clock: createFakeClock(1_000), registry }, approvals, {
      channel: 'stable',
      wanted,
      integrity,
      by: 'Ada',
      forMs: 500,
    })
  return { approve, approvals }
}

test('a yes is to the version and the package that are on offer, until a deadline', async () => {
  const { approve, approvals } = offer('2026.9.6')
  const approval = {
    version: '2026.9.6',
    integrity: 'sha512-this',
    by: 'Ada',
    atMs: 1_000,
    deadlineMs: 1_500,
  }
  expect(await approve()).toEqual(approval)
  expect(approvals.approval()).toEqual(approval)
  expect(await approve('2026.9.6')).toEqual(approval)
})

test.each([
  ['2026.9.7', '2026.9.6', 'sha512-this', 'offers 2026.9.6, not 2026.9.7'],
  [undefined, null, 'sha512-this', 'offers nothing'],
  [undefined, '2026.9.6', null, 'does not say what the package of 2026.9.6 is'],
] as const)('a yes to %s while %s is offered (%s) is refused', async (wanted, latest, integrity, why) => {
  const { approve, approvals } = offer(latest, integrity)
  await expect(approve(wanted)).rejects.toMatchObject({
    code: 'E_APPROVAL',
    message: expect.stringContaining(why),
  })
  expect(approvals.approval()).toBeNull()
})

test('who names the package gets that one approved, or none', async () => {
  const { approve, approvals } = offer('2026.9.6', 'sha512-AbCd')
  await expect(approve('2026.9.6', 'sha512-other')).rejects.toMatchObject({ code: 'E_APPROVAL' })
  expect(approvals.approval()).toBeNull()
  expect(await approve('2026.9.6', 'sha512-Ab')).toMatchObject({ integrity: 'sha512-AbCd' })
})
