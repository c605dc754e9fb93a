import { z } from 'zod'
import type { NpmRules, NpmSurvey } from '../ports/npm-survey.ts'
import { httpModuleFor } from './http-module.ts'
import { loadNpmSettings } from './npm-settings.ts'

type Environment = Readonly<Record<string, string | undefined>>

const settingsSchema = z.object({
  registry: z.string(),
  ignoreScripts: z.boolean().catch(false),
  before: z.date().nullish().catch(null),
})

/** The settings that `npm install --global` of this user has; see `loadNpmSettings`. */
export function createNpmSurvey(options: { environment: Environment; home: string }): NpmSurvey {
  let loaded: Promise<NpmRules> | null = null
  const rules = () => {
    loaded ??= loadNpmSettings(options.environment, options.home).then(toRules)
    return loaded
  }
  return {
    rules,
    registryTimeMs: async timeoutMs =>
      readDate(new URL('-/ping', withSlash((await rules()).registry)), timeoutMs, options.environment),
  }
}

function toRules(settings: unknown): NpmRules {
  const { registry, ignoreScripts, before } = settingsSchema.parse(settings)
  const address = new URL(registry)
  address.username = ''
  address.password = ''
  return { registry: address.href, ignoreScripts, beforeMs: before?.getTime() ?? null }
}

/** Any answer has a date, also a refusal. */
async function readDate(url: URL, timeoutMs: number, environment: Environment): Promise<number | null> {
  const { request, Agent } = httpModuleFor(url.protocol)
  return new Promise(resolve => {
    const agent = new Agent({ keepAlive: false, proxyEnv: { ...environment } })
    const sent = request(url, { method: 'HEAD', agent, signal: AbortSignal.timeout(timeoutMs) }, answer => {
      const atMs = Date.parse(answer.headers.date ?? '')
      resolve(Number.isNaN(atMs) ? null : atMs)
      answer.resume()
      sent.destroy()
    })
    sent.on('error', () => resolve(null))
    sent.end()
  })
}

function withSlash(address: string): string {
  return address.endsWith('/') ? address : `${address}/`
}
