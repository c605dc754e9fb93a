import { resolve } from 'node:path'
import type { App } from '../compose.ts'
import type { Gateway } from '../openclaw/gateway.ts'
import { findOwnProgram } from '../setup/own-program.ts'
import { planService, type ServicePlan } from '../setup/service-plan.ts'

/** The service that would start this very moltd, with the config that the command line names. */
export async function planOwnService(
  { world, settings }: Pick<App, 'world' | 'settings'>,
  gateways: readonly Gateway[],
  configPath: string | undefined,
): Promise<ServicePlan> {
  const program = await findOwnProgram(world, { node: process.execPath })
  const named = configPath ?? world.environment.MOLTD_CONFIG
  return planService(world, {
    program,
    gateways,
    configPath: named ? resolve(named) : undefined,
    webhookFile: settings.notify.discord.webhookUrlFile ?? null,
  })
}
