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
  waitUntilReady,
} from '../openclaw/gateway-view.ts'
import { setUpGateway } from '../openclaw/set-up-gateway.ts'
import type { PlayParts } from '../play.ts'
import { reportOf, type Scenario, type Stage } from '../scenario.ts'
import { shortRehearsed, veto, vetoCheck } from './expectations.ts'

const installed = '2026.9.5'
const job = 'water-the-plants'
const path = [
  '/home/claw/.local/share/pnpm/bin:/home/claw/.npm-global/bin:/opt/node/bin',
  '/usr/local/bin:/usr/bin:/bin',
].join(':')

/** What pnpm keeps of OpenClaw, to the byte: global links, install folders, launchers, and every package that they lead to. */
const digestProgram = [
  'cd ~/.local/share/pnpm',
  "find global bin -printf '%p %y %m %l\\n' | sort",
  'find bin global -type f -exec sha256sum {} + | sort',
  'cd "$(readlink -f global/v*/*/node_modules/openclaw | sort -u)/.."',
  'find -L . -maxdepth 2 -mindepth 1 -type d -exec readlink -f {} + | sort -u',
  'find -L . -type f -exec sha256sum {} + | sort',
].join(' && ')

export const pnpm: Scenario = {
  name: 'pnpm',
  title:
    "pnpm's global installation is updated and taken back, program and data, also behind `pnpm store prune`",
  installed,
  timeoutMs: 40 * 60_000,
  makeHost: makePnpmHost,
  async prove(stage) {
    const { host, moltd, claim, latest, say } = stage
    await moltd.configure(shortRehearsed)
    await moltd.addRequiredCheck('10-veto', vetoCheck(installed))
    await host.writeFile(veto, '')
    await addCronJob(host, job)
    const [schemas, program] = [await schemaVersions(host), await digestOf(host)]

    await claim('a required check that fails takes program and data back', async () => {
      const answer = await moltd.run('run --yes --json')
      const report = reportOf(answer)
      say(`${report.outcome}: ${report.headline}`)
      assert.equal(report.outcome, 'rolled-back', report.headline)
      assert.equal(report.verdict?.kind, 'ill')
      assert.equal(report.rollbackVerdict?.kind, 'well')
      await expectServes(stage, installed)
      assert.deepEqual(await schemaVersions(host), schemas)
      assert.ok((await cronJobNames(host)).includes(job))
      assert.equal(await digestOf(host), program)
      const verified = await moltd.run(`recovery verify ${basename(report.setAside ?? '')}`)
      assert.equal(verified.exitCode, 0, verified.stdout + verified.stderr)
    })
    await claim(
      'asked by name and without the veto, it is updated as pnpm itself would have it',
      async () => {
        await host.sh(`rm ~/${veto}`)
        const answer = await moltd.run(`run --yes --json --to ${latest}`)
        const report = reportOf(answer)
        say(`${report.outcome}: ${report.headline}`)
        assert.equal(report.outcome, 'updated', report.headline)
        await expectServes(stage, latest)
      },
    )
    await claim('when pnpm has thrown the old packages away, `moltd rollback` has them all', async () => {
      say(await host.sh('pnpm store prune 2>&1 | tail -3', { timeoutMs: 180_000 }))
      const packages = `ls -d ~/.local/share/pnpm/store/v*/links/@/openclaw/${installed}`
      assert.notEqual((await host.attempt(packages)).exitCode, 0, 'pnpm has kept the old version')
      const answer = await moltd.run('rollback --yes --json')
      const report = reportOf(answer)
      say(`${report.outcome}: ${report.headline}`)
      assert.equal(report.outcome, 'rolled-back', report.headline)
      assert.equal(report.rollbackVerdict?.kind, 'well')
      await expectServes(stage, installed)
      assert.deepEqual(await schemaVersions(host), schemas)
      assert.equal(await digestOf(host), program)
    })
    await claim('rescue.sh alone brings the newer one again, from what was set aside', async () => {
      const points = await host.sh('ls -d ~/.local/share/moltd/recovery/*-rejected | tail -n 1')
      await host.sh(`sh ${points}/rescue.sh --yes 2>&1`, { timeoutMs: 300_000 })
      await waitUntilReady(stage.port, 120_000)
      await expectServes(stage, latest)
    })
  },
}

/** A host with pnpm from npm, and OpenClaw from pnpm. */
async function makePnpmHost({ fleet, tarball, say }: PlayParts, port: number): Promise<Host> {
  const machine = await fleet.boot({
    name: 'pnpm',
    network: 'shared',
    show: { [tarball]: tarballInside(tarball) },
  })
  const host = withPath(machine)
  try {
    await host.writeFile('.npmrc', await npmrcForHosts(fleet.places), 0o600)
    await host.sh('npm install --global --no-audit --no-fund --allow-scripts=pnpm pnpm@12', {
      timeoutMs: 180_000,
    })
    await host.sh('SHELL=/bin/bash pnpm setup', { timeoutMs: 60_000 })
    await host.sh(`pnpm add --global openclaw@${installed}`, { timeoutMs: 300_000 })
    say(`pnpm ${await host.sh('pnpm --version')} has installed OpenClaw ${installed}`)
    await setUpGateway(host, port)
    await moltdInHost(host, tarball).install()
    return host
  } catch (error) {
    await machine.down()
    throw error
  }
}

/** As after `pnpm setup` in a new shell. */
function withPath(host: Host): Host {
  const env = { PATH: path, PNPM_HOME: '/home/claw/.local/share/pnpm' }
  return {
    ...host,
    sh: (line, options) => host.sh(line, { ...options, env: { ...env, ...options?.env } }),
    attempt: (line, options) => host.attempt(line, { ...options, env: { ...env, ...options?.env } }),
    start: (line, options) => host.start(line, { ...options, env: { ...env, ...options?.env } }),
  }
}

function digestOf(host: Host): Promise<string> {
  return host.sh(`{ ${digestProgram}; } | sha256sum`, { timeoutMs: 180_000 })
}

/** The unit, pnpm's launcher and pnpm itself agree on the version that serves. */
async function expectServes({ host, port }: Stage, version: string): Promise<void> {
  assert.equal(await servedVersion(port), version)
  assert.equal(await isReady(port), true)
  assert.equal((await unitFacts(host)).active, 'active')
  assert.match(await host.sh(`systemctl --user cat ${gatewayUnit}`), new RegExp(`openclaw/${version}/`))
  assert.match(await host.sh('openclaw --version'), new RegExp(version.replaceAll('.', '\\.')))
  assert.match(await host.sh('pnpm list --global'), new RegExp(`openclaw@${version}`))
  await host.sh('openclaw gateway call health --json')
}
