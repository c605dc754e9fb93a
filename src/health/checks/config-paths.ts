import { z } from 'zod'
import { readConfigPaths } from '../../openclaw/config-paths.ts'
import type { Finding } from '../check.ts'
import type { AskedQuestion, HealthCheck } from '../health-check.ts'
import { nameSome, recall } from '../recall.ts'

const name = 'config-paths'
const pathsBefore = z.array(z.string())

/** Single keys come and go with migrations: said, and no reason to go back. */
export const configPaths: HealthCheck = {
  name,
  title: 'no single setting is missing from the config',
  weight: 'advisory',
  absolute: false,
  look: async (world, question): Promise<Finding> => {
    const text = await world.files.readTextIfThere(question.gateway.configPath)
    const leaves = text === null ? [] : (readConfigPaths(text)?.leaves ?? [])
    return compareLeaves(question, leaves)
  },
}

function compareLeaves(question: AskedQuestion, leaves: string[]): Finding {
  const before = recall(question, name, pathsBefore)
  if (before === null) return { answer: 'pass', reason: `${leaves.length} settings`, facts: leaves }
  const now = new Set(leaves)
  const gone = before.filter(path => !now.has(path))
  if (gone.length === 0)
    return { answer: 'pass', reason: `all ${before.length} settings are there`, facts: leaves }
  return {
    answer: 'fail',
    code: 'config-paths-gone',
    reason: `${gone.length} of ${before.length} settings are gone or moved: ${nameSome(gone)}`,
    hint: 'see the changelog of OpenClaw, or restore them by hand',
    facts: leaves,
  }
}
