import { z } from 'zod'
import { readConfigPaths } from '../../openclaw/config-paths.ts'
import type { Finding } from '../check.ts'
import type { HealthCheck } from '../health-check.ts'
import { nameSome, recall } from '../recall.ts'

const name = 'config-sections'
const sectionsBefore = z.array(z.string())

/** Top-level keys that OpenClaw's own migrations move elsewhere ("Moved audit → logging.audit."). */
const movedByMigrations = new Set(['agent', 'audit', 'defaultModel', 'identity', 'media', 'routing', 'web'])

/** An update that wiped the config, or part of it, leaves a gateway that looks healthy. */
export const configSections: HealthCheck = {
  name,
  title: 'no part of the config is missing',
  weight: 'required',
  absolute: false,
  look: async (world, question): Promise<Finding> => {
    const { configPath } = question.gateway
    const text = await world.files.readTextIfThere(configPath)
    const now = text === null ? { sections: [], leaves: [] } : readConfigPaths(text)
    if (now === null)
      return {
        answer: 'fail',
        code: 'config-unreadable',
        reason: `${configPath} is no config`,
        hint: 'openclaw config validate',
      }
    const facts = now.sections
    const before = recall(question, name, sectionsBefore)
    if (before === null) return { answer: 'pass', reason: `${now.sections.length} parts`, facts }
    const gone = before.filter(section => !now.sections.includes(section) && !movedByMigrations.has(section))
    if (gone.length === 0) return { answer: 'pass', reason: `all ${before.length} parts are there`, facts }
    return {
      answer: 'fail',
      code: 'config-wiped',
      reason: `gone from the config: ${nameSome(gone)}`,
      evidence: `${before.length} parts before, ${now.sections.length} now`,
      hint: `compare ${configPath} with the copy in the recovery point`,
      facts,
    }
  },
}
