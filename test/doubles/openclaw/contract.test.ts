import { afterAll, beforeAll, test } from 'vitest'
import { contract } from './contract.ts'
import { makeStandInHome, type StandInHome } from './stand-in-home.ts'

let home: StandInHome

beforeAll(async () => {
  home = await makeStandInHome({ version: '2026.9.5' })
})
afterAll(() => home.remove())

test.each(contract)('stand-in: $title', ({ check }) => check(home))
