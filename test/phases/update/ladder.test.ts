import { expect, test } from 'vitest'
import { judgeTouched, mayGoOn, mostTouched } from '../../../src/phases/update/ladder.ts'
import { createFakeUpdateHost } from '../../doubles/fake-update-host.ts'

const { unit } = createFakeUpdateHost('2026.9.4')
const old = { program: { version: '2026.9.4', rootInode: 1, siblings: [] }, unit }
const next = { version: '2026.9.6', rootInode: 2, siblings: [] }

test('the next driver is tried after one that failed or could not', () => {
  expect(mayGoOn([])).toBe(true)
  expect(mayGoOn([{ outcome: 'cannot-drive' }, { outcome: 'failed' }])).toBe(true)
})

test('nobody is tried after one that did it, or beside one that goes on', () => {
  expect(mayGoOn([{ outcome: 'failed' }, { outcome: 'done' }])).toBe(false)
  expect(mayGoOn([{ outcome: 'unfinished' }])).toBe(false)
})

test('the same program in the same process has touched nothing', () => {
  expect(judgeTouched(old, old)).toBe('nothing')
})

test('behind a restart the state may have been migrated, also when the program is the same again', () => {
  expect(judgeTouched(old, { ...old, unit: { ...unit, mainPid: 501 } })).toBe('program-and-state')
})

test('new files under the running gateway are the program alone', () => {
  expect(judgeTouched(old, { program: next, unit })).toBe('program')
})

test('new files behind a stop may have migrated the state', () => {
  const stopped = { ...unit, mainPid: null, mainStartedUs: null }
  expect(judgeTouched(old, { program: next, unit: stopped })).toBe('program-and-state')
})

test('the same version in another folder is another program', () => {
  expect(judgeTouched(old, { ...old, program: { ...old.program, rootInode: 9 } })).toBe('program')
})

test('the worst counts', () => {
  expect(mostTouched(['nothing', 'program-and-state', 'program'])).toBe('program-and-state')
  expect(mostTouched([])).toBe('nothing')
})
