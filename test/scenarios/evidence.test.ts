import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { conductRun } from '../../src/phases/conduct-run.ts'
import type { WaySettings } from '../../src/phases/way.ts'
import { addCheckThatAnswers, addCheckThatFailsOn, addExecutable } from './failing-check.ts'
import { createVirtualHost, newVersion, oldVersion, type VirtualHost } from './virtual-host.ts'
import { startMoltd } from './virtual-moltd.ts'

const never = new AbortController().signal
const discordToken = 'MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs'

async function setUp(): Promise<VirtualHost> {
  const host = createVirtualHost()
  onTestFinished(() => host.remove())
  await host.start()
  return host
}

async function update(host: VirtualHost, settings: Partial<WaySettings> = {}) {
  const moltd = startMoltd(host, { settings })
  onTestFinished(() => moltd.close())
  return conductRun(moltd.way, { trigger: 'schedule', dryRun: false }, never)
}

function read(folder: string | null): Map<string, string> {
  const root = folder ?? 'nowhere'
  return new Map(
    readdirSync(root, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => join(entry.parentPath, entry.name))
      .map(path => [path.slice(root.length + 1), readFileSync(path, 'utf8')]),
  )
}

test('a rollback keeps what a person will ask for, readable for nobody else', async () => {
  const host = await setUp()
  addCheckThatFailsOn(host, newVersion)
  host.clock.after(25_000, async () => writeFileSync(host.unitFile, '[Service]\nExecStart=node\nNice=5\n'))
  const { evidence } = await update(host)
  const files = read(evidence)
  expect([...files.keys()].toSorted()).toEqual(
    expect.arrayContaining([
      'README.txt',
      'checks.json',
      'config-keys.txt',
      'disk.txt',
      'gateway-journal.txt',
      'port.txt',
      'summary.json',
      'unit.txt',
      'update-runs.json',
    ]),
  )
  expect(JSON.parse(files.get('summary.json') ?? '')).toMatchObject({
    from: oldVersion,
    to: newVersion,
    disk: newVersion,
    verdict: 'ill',
    drivers: [{ name: 'openclaw-update' }],
  })
  const { baseline, after, looks } = JSON.parse(files.get('checks.json') ?? '')
  expect([baseline, after, looks].map(list => list.length > 0)).toEqual([true, true, true])
  expect(files.get('unit.txt')).toContain('+ Nice=5')
  expect(readFileSync(host.unitFile, 'utf8')).not.toContain('Nice=5')
  expect(files.get('gateway-journal.txt')).toContain('a line of the journal')
  expect(statSync(evidence ?? '').mode & 0o077).toBe(0)
  for (const name of files.keys()) expect(statSync(join(evidence ?? '', name)).mode & 0o077).toBe(0)
})

test('tokens that are planted everywhere are in none of it', async () => {
  const host = await setUp()
  const secrets = [
    'a-token-of-the-test',
    'unit-environment-secret',
    'dot-env-secret-0815',
    'hooks-s3cret',
    discordToken,
  ]
  const [gatewayToken = '', ofUnit = '', ofDotEnv = '', ofHooks = ''] = secrets
  writeFileSync(
    join(host.stateFolder, 'openclaw.json'),
    `{ gateway: { port: 18789, auth: { token: '${gatewayToken}' } }, hooks: { token: '${ofHooks}' } }`,
  )
  writeFileSync(join(host.stateFolder, '.env'), `export ACME_API_KEY="${ofDotEnv}"\n`)
  host.definition = {
    ...host.definition,
    environment: { ...host.definition.environment, ACME_TOKEN: ofUnit },
  }
  host.journal = secrets.map(secret => `login with ${secret} failed`)
  addExecutable(host, 'required.d/leaks', `echo "${secrets.join(' ')}"; [ "$MOLTD_WHEN" != after ]`)
  host.clock.after(25_000, async () =>
    writeFileSync(
      host.unitFile,
      `[Service]\nEnvironment=ACME_TOKEN=${ofUnit}\nEnvironment=OTHER=${ofHooks}\n`,
    ),
  )
  const report = await update(host)
  expect(report.outcome).toBe('rolled-back')
  const text = [...read(report.evidence).values()].join('\n')
  expect(text).toContain('login with [redacted] failed')
  for (const secret of secrets) expect(text).not.toContain(secret)
})

test('a gateway that never stops talking does not fill the disk, and its last words stay', async () => {
  const host = await setUp()
  addCheckThatFailsOn(host, newVersion)
  host.journal = Array.from({ length: 3_000 }, (_, index) => `${index} ${'x'.repeat(900)}`)
  const { evidence } = await update(host)
  const journal = read(evidence).get('gateway-journal.txt') ?? ''
  expect(journal.length).toBeLessThanOrEqual(256 * 1024)
  expect(journal).toContain('2999 xxx')
})

const longToken = 'k'.repeat(300)

test.each([
  ['more than is looked at', Array.from({ length: 1_900 }, () => longToken)],
  ['a line that is more than a file may have', [`${longToken}${'x'.repeat(256 * 1024 - 10)}`]],
])('no half of a secret is left where a file is cut to size: %s', async (_, journal) => {
  const host = await setUp()
  addCheckThatFailsOn(host, newVersion)
  const config = `{ gateway: { port: 18789, auth: { token: '${longToken}' } } }`
  writeFileSync(join(host.stateFolder, 'openclaw.json'), config)
  host.journal = journal
  const { evidence } = await update(host)
  const kept = read(evidence).get('gateway-journal.txt') ?? ''
  expect(kept.length).toBeGreaterThan(10_000)
  expect(kept).not.toContain('kkk')
})

test('all of it together stays below 2 MiB, however much the updaters said', async () => {
  const host = await setUp()
  addCheckThatFailsOn(host, newVersion)
  const jobs = join(host.home, '.local/share/moltd/jobs')
  host.clock.after(25_000, async () => {
    for (const run of readdirSync(jobs))
      for (let log = 0; log < 12; log += 1)
        writeFileSync(join(jobs, run, `updater-${log}.log`), 'x'.repeat(256 * 1024))
  })
  const { evidence } = await update(host)
  const files = read(evidence)
  expect(files.get('update-updater-0.log')).toHaveLength(256 * 1024)
  expect([...files.values()].join('').length).toBeLessThanOrEqual(2 * 1024 * 1024 + files.size)
})

test('the evidence of the ten newest runs is kept', async () => {
  const host = await setUp()
  addCheckThatFailsOn(host, newVersion)
  const root = join(host.home, '.local/share/moltd/evidence')
  const old = Array.from({ length: 14 }, (_, index) => `20250101-0000${String(index).padStart(2, '0')}-aaaa`)
  for (const name of old) mkdirSync(join(root, name), { recursive: true })
  const { runId } = await update(host)
  expect(readdirSync(root).toSorted()).toEqual([...old.slice(-9), runId].toSorted())
})

test('an old version that does not come up leaves its own evidence beside that of the new one', async () => {
  const host = await setUp()
  addExecutable(host, 'required.d/never-again', '[ "$MOLTD_WHEN" = before ]')
  const report = await update(host)
  expect(report.outcome).toBe('stuck')
  const files = read(report.evidence)
  expect(JSON.parse(files.get('summary.json') ?? '').disk).toBe(newVersion)
  expect(JSON.parse(files.get('after-rollback/summary.json') ?? '')).toMatchObject({
    disk: oldVersion,
    reason: expect.stringContaining('does not come up either'),
  })
})

test('what is kept because a person said so has its evidence, too', async () => {
  const host = await setUp()
  addCheckThatAnswers(host, [75])
  const report = await update(host, { inconclusive: { waitMs: 60_000, otherwise: 'keep' } })
  expect(report.outcome).toBe('updated')
  expect(read(report.evidence).has('checks.json')).toBe(true)
})

test('evidence that cannot be written does not keep the old version from coming back', async () => {
  const host = await setUp()
  addCheckThatFailsOn(host, newVersion)
  mkdirSync(join(host.home, '.local/share/moltd'), { recursive: true })
  writeFileSync(join(host.home, '.local/share/moltd/evidence'), 'a file where the folder should be')
  expect(await update(host)).toMatchObject({ outcome: 'rolled-back' })
  expect(host.served).toBe(oldVersion)
})
