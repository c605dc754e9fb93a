import assert from 'node:assert/strict'
import { z } from 'zod'
import { isReady, servedVersion, unitFacts, versionOnDisk } from '../openclaw/gateway-view.ts'
import type { Stage } from '../scenario.ts'

/** A short soak: the scenarios prove what happens, not how long it lasts. */
export const shortRehearsed = '{ verify: { soakSeconds: 10 } }\n'

/** The same for those that are about what comes after the rehearsal. */
export const shortSoak = '{ verify: { soakSeconds: 10 }, rehearsal: { enabled: false } }\n'

/** Fails as soon as another version than `good` is on disk. */
export function checkThatOnlyLikes(good: string): string {
  return script(isGood(good))
}

/** While this file of claw's is there, `vetoCheck` likes no other version than the good one. */
export const veto = '.config/veto'

export function vetoCheck(good: string): string {
  return script(`[ -e ~/${veto} ] || exit 0`, isGood(good))
}

function isGood(version: string): string {
  return `grep -q '"version": "${version}"' "$MOLTD_PACKAGE_ROOT/package.json" && exit 0`
}

function script(...exits: string[]): string {
  return ['#!/bin/sh', ...exits, 'echo "this host does not like the new version"', 'exit 1', ''].join('\n')
}

/** The gateway serves this version, from disk, ready, and reachable the way an agent reaches it. */
export async function claimServes(stage: Stage, version: string): Promise<void> {
  await stage.claim(`OpenClaw ${version} is on disk, is served, and answers its own CLI`, async () => {
    assert.equal(await versionOnDisk(stage.host), version)
    assert.equal(await servedVersion(stage.port), version)
    assert.equal(await isReady(stage.port), true)
    assert.equal((await unitFacts(stage.host)).active, 'active')
    await stage.host.sh('openclaw gateway call health --json')
  })
}

const examined = z.object({
  findings: z.array(z.looseObject({ name: z.string(), severity: z.string(), reason: z.string() })),
})

/** What doctor finds that is neither fine nor a note is this and nothing else, and its exit code says so. */
export async function expectDoctor(
  { moltd }: Stage,
  exitCode: number,
  wanted: Readonly<Record<string, string>>,
): Promise<void> {
  const answer = await moltd.run('doctor --json')
  const { findings } = examined.parse(JSON.parse(answer.stdout))
  const bad = findings.filter(({ severity }) => severity === 'warning' || severity === 'broken')
  assert.deepEqual(
    Object.fromEntries(bad.map(({ name, severity }) => [name, severity])),
    wanted,
    bad.map(({ name, reason }) => `${name}: ${reason}`).join('\n'),
  )
  assert.equal(answer.exitCode, exitCode)
}
