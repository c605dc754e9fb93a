import type { Fleet } from './machine/fleet.ts'
import type { Host } from './machine/host.ts'
import { fetchNode } from './machine/npm.ts'
import { describeTrouble } from './moltd/describe-trouble.ts'
import { moltdInHost, tarballInside } from './moltd/moltd-in-host.ts'
import { waitUntilReady } from './openclaw/gateway-view.ts'
import { changeNode, changePort, type Seeds } from './openclaw/seeds.ts'
import type { Scenario, Stage } from './scenario.ts'

const otherNode = '/opt/other-node/bin/node'

export interface PlayParts {
  fleet: Fleet
  seeds: Seeds
  /** Packed moltd. */
  tarball: string
  latest: string
  /** Prints a line of this scenario. */
  say(text: string): void
}

/** Boots a host for the scenario and proves it; false when a claim failed, with all that helps to see why printed. */
export async function play(scenario: Scenario, port: number, parts: PlayParts): Promise<boolean> {
  const { say } = parts
  say(scenario.title)
  let host: Host | null = null
  try {
    host = await bootFor(scenario, port, parts)
    const stage = await setTheStage(host, scenario, port, parts)
    await withDeadline(scenario.timeoutMs, scenario.prove(stage))
    return true
  } catch (error) {
    say(`✗ ${error instanceof Error ? error.message : String(error)}`)
    if (host !== null) say(await describeTrouble(host))
    return false
  } finally {
    await host?.down()
  }
}

async function bootFor(scenario: Scenario, port: number, parts: PlayParts): Promise<Host> {
  if (scenario.makeHost !== undefined) return scenario.makeHost(parts, port)
  const { fleet, seeds, tarball } = parts
  const show: Record<string, string> = { [tarball]: tarballInside(tarball) }
  if (scenario.gatewayNode !== undefined)
    show[await fetchNode(fleet.places, scenario.gatewayNode)] = otherNode
  return await fleet.boot({
    name: scenario.name,
    network: 'shared',
    seed: await seeds.home(scenario.installed, port),
    show,
    async prepareHome(home) {
      await changePort(home, port)
      if (scenario.gatewayNode !== undefined) await changeNode(home, '/opt/node/bin/node', otherNode)
    },
  })
}

async function setTheStage(host: Host, scenario: Scenario, port: number, parts: PlayParts): Promise<Stage> {
  const { installed, gatewayNode = null, withoutMoltd = false } = scenario
  const { latest, say, tarball } = parts
  const moltd = moltdInHost(host, tarball)
  if (scenario.makeHost === undefined)
    await Promise.all([withoutMoltd ? null : moltd.install(), waitUntilReady(port, 600_000)])
  say(
    `OpenClaw ${installed} serves on port ${port}, moltd is ${withoutMoltd ? 'not there yet' : 'installed'}`,
  )
  const claim = async (text: string, prove: () => unknown) => {
    try {
      await prove()
    } catch (error) {
      say(`✗ ${text}`)
      throw error
    }
    say(`✓ ${text}`)
  }
  return { host, port, moltd, installed, gatewayNode, latest, say, claim }
}

async function withDeadline(timeoutMs: number, work: Promise<void>): Promise<void> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(
    () => late.reject(new Error(`not over after ${Math.round(timeoutMs / 60_000)} minutes`)),
    timeoutMs,
  )
  try {
    await Promise.race([work, late.promise])
  } finally {
    clearTimeout(timer)
  }
}
