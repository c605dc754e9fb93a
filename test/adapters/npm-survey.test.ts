import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createNpmSurvey } from '../../src/adapters/npm-survey.ts'

function survey(npmrc: string) {
  const home = mkdtempSync(join(tmpdir(), 'moltd-npm-'))
  onTestFinished(() => rmSync(home, { recursive: true }))
  writeFileSync(join(home, '.npmrc'), npmrc)
  return createNpmSurvey({ environment: { HOME: home, PATH: '/usr/bin:/bin' }, home })
}

async function serve(status: number, date: string | null): Promise<string> {
  const server = createServer((_, response) => {
    response.sendDate = false
    response.writeHead(status, date === null ? {} : { date }).end()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const address = server.address()
  return `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`
}

test('the rules are those of the npmrc, and the address has no password', async () => {
  const { rules } = survey(
    'registry=http://me:secret@127.0.0.1:9/x/\nignore-scripts=true\nbefore=2026-01-02T00:00:00Z\n',
  )
  expect(await rules()).toEqual({
    registry: 'http://127.0.0.1:9/x/',
    ignoreScripts: true,
    beforeMs: Date.UTC(2026, 0, 2),
  })
})

test('min-release-age hides young versions, too; without either nothing is hidden', async () => {
  const { beforeMs } = await survey('min-release-age=3\n').rules()
  expect(Math.abs(Date.now() - 3 * 86_400_000 - (beforeMs ?? 0))).toBeLessThan(60_000)
  expect(await survey('').rules()).toMatchObject({ ignoreScripts: false, beforeMs: null })
})

test("the registry's clock is read from any answer", async () => {
  const date = 'Sun, 22 Nov 2026 06:00:00 GMT'
  for (const status of [200, 401, 404]) {
    const { registryTimeMs } = survey(`registry=${await serve(status, date)}\n`)
    expect(await registryTimeMs(2_000)).toBe(Date.parse(date))
  }
})

test('a registry that says no time, or does not answer, has none', async () => {
  expect(await survey(`registry=${await serve(200, null)}\n`).registryTimeMs(2_000)).toBe(null)
  expect(await survey('registry=http://127.0.0.1:9/\n').registryTimeMs(2_000)).toBe(null)
})
