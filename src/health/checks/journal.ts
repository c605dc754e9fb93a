import { z } from 'zod'
import { findSigns, type SignedLine } from '../../openclaw/journal-signs.ts'
import { redactText } from '../../ports/redaction.ts'
import { isStartOfChild } from '../../ports/supervisor.ts'
import type { Finding } from '../check.ts'
import type { AskedQuestion, HealthCheck, HealthWorld } from '../health-check.ts'
import { nameSome, recall } from '../recall.ts'

const mostLines = 2000
/** A gateway that has run for longer has said since what it says again and again. */
const longestMs = 24 * 60 * 60_000
/** Who starts a gateway says so just before, and may be the only one to give its lines a time. */
const beforeStartMs = 500
const fingerprints = z.array(z.string())

/** What a gateway complains of since its start and did not before: after it, chat may go on while every tool is dead. */
export const journalGrave = journalCheck({
  name: 'journal',
  title: 'the journal tells of no new failure',
  weight: 'required',
  isGrave: true,
})

export const journalMild = journalCheck({
  name: 'journal-warnings',
  title: 'the journal tells of no new warning',
  weight: 'advisory',
  isGrave: false,
})

function journalCheck({
  isGrave,
  ...check
}: Pick<HealthCheck, 'name' | 'title' | 'weight'> & { isGrave: boolean }): HealthCheck {
  return {
    ...check,
    absolute: false,
    look: async (world, question): Promise<Finding> => {
      const lines = await readSinceStart(world, question)
      if (lines.length === 0)
        return { answer: 'unknown', reason: 'the journal holds no line of this gateway since its start' }
      const found = findSigns(lines).filter(sign => sign.isGrave === isGrave)
      const facts = [...new Set(found.map(({ fingerprint }) => fingerprint))]
      const before = recall(question, check.name, fingerprints)
      if (before === null) {
        const reason =
          facts.length === 0
            ? 'nothing known to be trouble'
            : `${facts.length} complaints, kept to compare with`
        return { answer: 'pass', reason, facts }
      }
      return judgeNew(
        found.filter(({ fingerprint }) => !before.includes(fingerprint)),
        question,
        facts,
      )
    },
  }
}

function judgeNew(fresh: readonly SignedLine[], { gateway }: AskedQuestion, facts: string[]): Finding {
  const [first] = fresh
  if (first === undefined) return { answer: 'pass', reason: 'nothing that it did not say before', facts }
  const texts = [...new Set(fresh.map(({ text }) => text))]
  return {
    answer: 'fail',
    code: first.code,
    reason: `new in the journal: ${nameSome(texts)}`,
    evidence: redactText(first.said).slice(0, 300),
    hint: `journalctl --user -u ${gateway.unit} -n 200`,
    facts,
  }
}

async function readSinceStart(world: HealthWorld, { gateway }: AskedQuestion): Promise<string[]> {
  const { mainPid } = await world.supervisor.inspect(gateway.unit)
  const process = mainPid === null ? null : await world.processes.sample(mainPid)
  const sinceMs = world.clock.nowMs() - Math.min(process?.ageMs ?? longestMs, longestMs) - beforeStartMs
  const lines = await world.supervisor.readJournal(gateway.unit, sinceMs, mostLines)
  // A life that ended within that moment has had its say; this one begins with its own start.
  return lines.slice(Math.max(0, lines.findLastIndex(isStartOfChild)))
}
