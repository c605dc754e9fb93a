import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { Host } from '../machine/host.ts'
import { waitFor } from '../machine/poll.ts'
import { unitProperties } from '../machine/unit-properties.ts'

export const gatewayUnit = 'openclaw-gateway.service'

const startupAnswer = z.object({ ok: z.literal(true), version: z.string() })
const readyAnswer = z.object({ ready: z.literal(true) })

/** The version that the gateway on this port says it serves; null when it does not serve. */
export async function servedVersion(port: number): Promise<string | null> {
  const answer = startupAnswer.safeParse(await getJson(port, '/startupz'))
  return answer.success ? answer.data.version : null
}

export async function isReady(port: number): Promise<boolean> {
  return readyAnswer.safeParse(await getJson(port, '/readyz')).success
}

export async function waitUntilReady(port: number, timeoutMs: number): Promise<void> {
  await waitFor(`the gateway on port ${port} to be ready`, timeoutMs, () => isReady(port))
}

/** `version` of the package on disk; null while it is not whole. */
export async function versionOnDisk(host: Host): Promise<string | null> {
  const text = await host.readFile('.npm-global/lib/node_modules/openclaw/package.json')
  if (text === null || text === '') return null
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version
}

export interface UnitFacts {
  active: string
  mainPid: number
  startedUs: number
}

export async function unitFacts(host: Host): Promise<UnitFacts> {
  const fact = await unitProperties(host, gatewayUnit, [
    'ActiveState',
    'MainPID',
    'ExecMainStartTimestampMonotonic',
  ])
  return {
    active: fact('ActiveState'),
    mainPid: Number(fact('MainPID')),
    startedUs: Number(fact('ExecMainStartTimestampMonotonic')),
  }
}

/** `user_version` of every whole OpenClaw database, by path below ~/.openclaw; rejects when one is damaged. */
export async function schemaVersions(host: Host): Promise<Record<string, number>> {
  const script = [
    "const { DatabaseSync } = require('node:sqlite'); const { globSync } = require('node:fs')",
    "const root = process.env.HOME + '/.openclaw'; const found = {}",
    "for (const path of [...globSync('state/*.sqlite', { cwd: root }), ...globSync('agents/*/agent/*.sqlite', { cwd: root })].sort()) {",
    "  const database = new DatabaseSync(root + '/' + path, { readOnly: true })",
    "  const integrity = database.prepare('PRAGMA integrity_check').get().integrity_check",
    "  if (integrity !== 'ok') throw new Error(path + ': ' + integrity)",
    "  found[path] = database.prepare('PRAGMA user_version').get().user_version",
    '}',
    'console.log(JSON.stringify(found))',
  ].join('\n')
  await host.writeFile('.cache/schema-versions.cjs', script)
  const answer = await host.sh('NODE_NO_WARNINGS=1 node ~/.cache/schema-versions.cjs')
  return z.record(z.string(), z.number()).parse(JSON.parse(answer))
}

/** `user_version` in the header of a database that nobody writes: bytes 60 to 63. */
export function userVersion(path: string): number {
  return readFileSync(path).readUInt32BE(60)
}

/** Adds a cron job through OpenClaw's own CLI. */
export async function addCronJob(host: Host, name: string): Promise<void> {
  await host.sh(`openclaw cron add --name ${name} --cron '0 6 * * *' --system-event 'good morning' --json`)
}

export async function cronJobNames(host: Host): Promise<string[]> {
  const answer = await host.sh('openclaw cron list --all --json')
  const parsed = z.object({ jobs: z.array(z.object({ name: z.string() })) }).parse(JSON.parse(answer))
  return parsed.jobs.map(job => job.name)
}

async function getJson(port: number, path: string): Promise<unknown> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(2_000) })
    return await response.json()
  } catch {
    return null // no gateway, or one that does not speak JSON: not serving
  }
}
