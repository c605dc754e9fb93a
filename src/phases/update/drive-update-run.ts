import { callGateway } from '../../openclaw/gateway-call.ts'
import { readUpdateAnswer, type UpdateAnswer } from '../../openclaw/update-answer.ts'
import type { UpdateRunRecord } from '../../openclaw/update-run-record.ts'
import { followAndConclude } from './conclude.ts'
import { refusePnpm } from './refuse-pnpm.ts'
import { lookAt } from './sight.ts'
import type { Driver, UpdateRequest } from './update-request.ts'

/** 2026.2.x answers only when npm is done; later ones within seconds. */
const answerTimeoutMs = 600_000

/** The gateway's own `update.run`, asked as a client from outside, and followed by what can be seen. */
export const updateRunDriver: Driver = {
  name: 'update-run',

  async canDrive(world, request) {
    const refusal = refusePnpm(request)
    if (refusal !== null) return refusal
    if (request.to !== request.channelVersion) {
      const offer = request.channelVersion ?? 'nothing that is known'
      return { can: false, reason: `it only goes where the channel goes, and that offers ${offer}` }
    }
    const sight = await lookAt(world, request.gateway)
    if (sight.program.version === request.to)
      return { can: false, reason: `${request.to} is on disk already` }
    if (sight.served.kind === 'none') return { can: false, reason: 'no gateway serves that could be asked' }
    return { can: true }
  },

  async drive(world, request) {
    const before = await lookAt(world, request.gateway)
    world.narrator.tell({ kind: 'waiting', phase: 'update', text: 'the gateway to answer update.run' })
    const answer = readUpdateAnswer(
      await callGateway(world, request.gateway, 'update.run', { params: {}, timeoutMs: answerTimeoutMs }),
    )
    const said = describeAnswer(answer)
    const refused = refusalOf(answer)
    if (refused !== null) return { outcome: 'failed', reason: refused, claims: [said], logPaths: [] }
    const recordId = answer.kind === 'handoff-started' ? answer.runId : null
    const label = recordId === null ? 'update.run' : `update.run ${recordId.slice(0, 6)}…`
    const { outcome, reason, end } = await followAndConclude(
      world,
      pursuitOf(request, before, label, recordId),
    )
    const record = end.record === null ? [] : [describeRecord(end.record)]
    const why = end.record?.reason && outcome === 'failed' ? `${end.record.reason}: ${reason}` : reason
    return { outcome, reason: why, claims: [said, ...record], logPaths: [] }
  },
}

function pursuitOf(
  request: UpdateRequest,
  before: Awaited<ReturnType<typeof lookAt>>,
  label: string,
  recordId: string | null,
) {
  return { request, before, label, recordId, jobs: [] }
}

/** Why there is nothing to follow; null when something may be under way, whatever was said. */
function refusalOf(answer: UpdateAnswer): string | null {
  switch (answer.kind) {
    case 'handoff-started':
    case 'unclear':
      return null
    case 'finished':
      return answer.status === 'skipped'
        ? `update.run skipped it: ${answer.reason || 'no reason given'}`
        : null
    case 'handoff-unavailable':
      return 'update.run cannot hand over to a helper outside the gateway'
    case 'refused':
      return `the gateway refuses update.run: ${answer.reason}`
    case 'cannot-connect':
      return `cannot reach the gateway: ${answer.reason}`
  }
}

function describeAnswer(answer: UpdateAnswer): string {
  const text = (() => {
    switch (answer.kind) {
      case 'finished':
        return [answer.status, answer.reason].filter(Boolean).join(', ')
      case 'handoff-started':
        return answer.runId === null ? 'accepted, without a run to ask for' : `accepted, run ${answer.runId}`
      case 'handoff-unavailable':
        return `not here; "${answer.command ?? 'openclaw update --yes'}" instead`
      case 'refused':
      case 'cannot-connect':
      case 'unclear':
        return `${answer.kind}: ${answer.reason}`
    }
  })()
  return `update.run answered: ${text}`
}

function describeRecord({ runId, status, phase, reason, nextAction }: UpdateRunRecord): string {
  const details = [phase, reason, nextAction].filter(Boolean).join('; ')
  return `run ${runId}: ${status}${details === '' ? '' : ` (${details})`}`
}
