import { z } from 'zod'
import { renderDiscordMessage } from '../notify/discord-message.ts'
import { discordText } from '../notify/discord-text.ts'
import type { DeskWorld } from './desk-world.ts'
import { showDetails } from './details.ts'
import { failure, report } from './outlook.ts'
import type { Reply } from './reply.ts'
import { plan, renderCheck } from './show-check.ts'
import { findings, renderFindings } from './show-doctor.ts'
import { renderHistory } from './show-history.ts'
import { renderStatus, status } from './show-status.ts'

type Readers = Pick<DeskWorld, 'own' | 'words'>

const historyLength = 10

export async function showStatus(world: Readers): Promise<Reply> {
  return show(world, ['status', '--json'], document => renderStatus(status.parse(document), world.words))
}

export async function showCheck(world: Readers): Promise<Reply> {
  return show(world, ['plan', '--next', '8d', '--json'], document =>
    renderCheck(plan.parse(document), world.words),
  )
}

export async function showDoctor(world: Readers): Promise<Reply> {
  return show(world, ['doctor', '--json'], document => renderFindings(findings.parse(document), world.words))
}

export async function showHistory(world: Readers): Promise<Reply> {
  return show(world, ['history', '-n', String(historyLength), '--json'], document =>
    renderHistory(z.array(report).parse(document), world.words),
  )
}

/** One run in full. */
export async function showRun(world: Readers, runId: string): Promise<Reply> {
  const { document, error } = await world.own.ask(['history', '--json', '--', runId])
  return error === null
    ? showDetails(report.parse(document), world.words)
    : failure(world.words, error.message)
}

export async function showDryRun({ own, words }: Readers): Promise<Reply> {
  const argv = ['run', '--dry-run', '--trigger=discord', '--json']
  return show({ own, words }, argv, document => {
    const told = report.parse(document)
    const message = renderDiscordMessage(told, words)
    if (told.outcome !== 'updated') return message
    return { ...message, content: `🧪 **${discordText(words.desk.wouldUpdate(told), 150)}**` }
  })
}

async function show(
  { own, words }: Readers,
  argv: readonly string[],
  render: (document: unknown) => Reply['message'],
): Promise<Reply> {
  const { document, error } = await own.ask(argv)
  if (error !== null) return failure(words, error.message)
  return { message: render(document), result: 'shown' }
}
