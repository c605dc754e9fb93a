import assert from 'node:assert/strict'
import { basename } from 'node:path'
import type { Host } from '../machine/host.ts'
import { npmrcForHosts } from '../machine/npm.ts'
import { moltdInHost, tarballInside } from '../moltd/moltd-in-host.ts'
import {
  addCronJob,
  cronJobNames,
  gatewayUnit,
  isReady,
  schemaVersions,
  servedVersion,
  unitFacts,
} from '../openclaw/gateway-view.ts'
import { checkoutFolder, makeCheckout } from '../openclaw/make-checkout.ts'
import { watchOutages } from '../openclaw/outages.ts'
import { setUpGateway } from '../openclaw/set-up-gateway.ts'
import type { PlayParts } from '../play.ts'
import { reportOf, type Scenario, type Stage } from '../scenario.ts'
import { shortRehearsed, shortSoak, veto, vetoCheck } from './expectations.ts'

const installed = '2026.9.5'
/** By tag only. */
const newer = '2999.1.1'
const job = 'water-the-plants'
const root = `~/${checkoutFolder}`

export const gitCheckout: Scenario = {
  name: 'git-checkout',
  title: 'a git checkout is updated by OpenClaw itself, and taken back with commit, built output and data',
  installed,
  timeoutMs: 40 * 60_000,
  makeHost: makeCheckoutHost,
  async prove(stage) {
    const { host, moltd, claim, latest, say } = stage
    await moltd.configure(shortSoak)
    await moltd.addRequiredCheck('10-veto', vetoCheck(installed))
    await addCronJob(host, job)

    await claim('changes in the checkout block the update, and are named', async () => {
      await host.sh(`echo mine >>${root}/CHANGELOG.md; echo mine >${root}/notes.txt`)
      const dirty = await sightOf(stage)
      const answer = await moltd.run('run --yes --json')
      const report = reportOf(answer)
      assert.equal(report.outcome, 'blocked', report.headline)
      assert.equal(answer.exitCode, 3)
      assert.match(report.headline, /has changes of its own: CHANGELOG\.md, notes\.txt/)
      expectAsBefore(await sightOf(stage), dirty)
      await host.sh(`git -C ${root} checkout -q CHANGELOG.md && rm ${root}/notes.txt`)
    })
    const before = await sightOf(stage)
    await claim(
      'a tag that the registry does not offer blocks it too: OpenClaw would build that',
      async () => {
        await host.sh(`git -C ~/upstream tag v${newer}`)
        const report = reportOf(await moltd.run('run --yes --json'))
        assert.equal(report.outcome, 'blocked', report.headline)
        assert.match(
          report.headline,
          new RegExp(`newest release at origin is ${newer}, and .* not ${latest}`),
        )
        await host.sh(`git -C ~/upstream tag --delete v${newer}`)
        expectAsBefore(await sightOf(stage), before)
      },
    )
    await claim('a required check that fails takes program and data back', async () => {
      await host.writeFile(veto, '')
      const report = await runAndTell(stage, 'run --yes --json')
      assert.equal(report.outcome, 'rolled-back', report.headline)
      assert.equal(report.verdict?.kind, 'ill')
      assert.equal(report.rollbackVerdict?.kind, 'well')
      expectAsBefore(await sightOf(stage), before)
      await expectServes(stage, installed)
      const verified = await moltd.run(`recovery verify ${basename(report.setAside ?? '')}`)
      assert.equal(verified.exitCode, 0, verified.stdout + verified.stderr)
    })
    await claim('asked by name, rehearsed and without the veto, it is updated by update.run', async () => {
      await host.sh(`rm ~/${veto}`)
      await moltd.configure(shortRehearsed)
      const report = await runAndTell(stage, `run --yes --json --to ${latest}`)
      assert.equal(report.outcome, 'updated', report.headline)
      assert.equal(report.rehearsal?.kind, 'passed', report.rehearsal?.reason)
      assert.deepEqual(
        report.drivers.map(driver => driver.name),
        ['update-run'],
      )
      await expectServes(stage, latest)
    })
    await claim('`moltd rollback` brings commit, built output and data back', async () => {
      const report = await runAndTell(stage, 'rollback --yes --json')
      assert.equal(report.outcome, 'rolled-back', report.headline)
      assert.equal(report.rollbackVerdict?.kind, 'well')
      expectAsBefore(await sightOf(stage), before)
      await expectServes(stage, installed)
    })
    say(`the checkout has ${await host.sh(`du -sh ${root} | cut -f1`)}`)
  },
}

/** A host with pnpm from npm, and OpenClaw as a checkout. */
async function makeCheckoutHost({ fleet, tarball, latest, say }: PlayParts, port: number): Promise<Host> {
  const host = await fleet.boot({
    name: 'git-checkout',
    network: 'shared',
    show: { [tarball]: tarballInside(tarball) },
  })
  try {
    await host.writeFile('.npmrc', await npmrcForHosts(fleet.places), 0o600)
    await makeCheckout(host, [installed, latest])
    say(`${await host.sh('openclaw --version')} is built in a checkout`)
    await host.sh('openclaw config set update.channel stable')
    await setUpGateway(host, port)
    await moltdInHost(host, tarball).install()
    return host
  } catch (error) {
    await host.down()
    throw error
  }
}

async function runAndTell({ moltd, port, say }: Stage, args: string) {
  const watch = watchOutages(port)
  const answer = await moltd.run(args)
  const outages = await watch.end()
  const report = reportOf(answer)
  say(`${report.outcome}: ${report.headline}`)
  say(`gateway away for ${outages.join(' + ') || 0} ms; the report says ${report.downtimeMs} ms`)
  return report
}

interface Sight {
  /** Branch, commit, references, work trees, changes, and what the index holds. */
  git: string
  /** Every file of the checkout with its digest, every folder and link; `.git` and what is built included. */
  files: string
  schemas: Record<string, number>
}

/** Not the bytes of git's index: whoever asks git renews the times and inodes in it. */
async function sightOf({ host }: Stage): Promise<Sight> {
  const git = (words: string) => `git --no-optional-locks -C ${root} ${words}`
  const questions = ['rev-parse --abbrev-ref HEAD', 'rev-parse HEAD', 'show-ref', 'worktree list']
  const index = `${git('ls-files --stage')} | sha256sum`
  const entries = `cd ${root} && find . ! -type f -printf '%p %y %m %l\\n' -o -printf '%p %m\\n' | sort`
  const contents = 'find . -type f ! -path ./.git/index -print0 | sort -z | xargs -0 sha256sum'
  return {
    git: await host.sh([...questions, 'status --porcelain'].map(git).concat(index).join('; ')),
    files: await host.sh(`${entries}; ${contents}`, { timeoutMs: 180_000 }),
    schemas: await schemaVersions(host),
  }
}

/** As it was, to the byte; where it is not, the first lines that differ. */
function expectAsBefore(now: Sight, before: Sight): void {
  assert.equal(now.git, before.git)
  assert.deepEqual(now.schemas, before.schemas)
  const [seen, known] = [new Set(now.files.split('\n')), new Set(before.files.split('\n'))]
  const differing = [
    ...[...known].filter(line => !seen.has(line)).map(line => `- ${line}`),
    ...[...seen].filter(line => !known.has(line)).map(line => `+ ${line}`),
  ]
  assert.deepEqual(differing.slice(0, 20), [])
}

/** The tag is checked out and built, the unit runs it, and it answers its own CLI. */
async function expectServes({ host, port }: Stage, version: string): Promise<void> {
  assert.equal(await servedVersion(port), version)
  assert.equal(await isReady(port), true)
  assert.equal((await unitFacts(host)).active, 'active')
  assert.equal(await host.sh(`git -C ${root} describe --tags --exact-match`), `v${version}`)
  assert.equal(await host.sh(`git -C ${root} status --porcelain`), '')
  const built = `node -p 'require("/home/claw/${checkoutFolder}/dist/build-info.json").commit'`
  assert.equal(await host.sh(built), await host.sh(`git -C ${root} rev-parse HEAD`))
  assert.match(await host.sh(`systemctl --user cat ${gatewayUnit}`), /\/home\/claw\/openclaw\/dist\//)
  assert.match(await host.sh('openclaw --version'), new RegExp(version.replaceAll('.', '\\.')))
  assert.ok((await cronJobNames(host)).includes(job))
  await host.sh('openclaw gateway call health --json')
}
