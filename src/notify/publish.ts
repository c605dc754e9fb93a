import type { Outbox } from '../ports/outbox.ts'
import type { Voice, VoiceAnswer } from '../ports/voice.ts'
import { isLoud, keyOf } from './message-kinds.ts'

/**
 * Says a run's message at a voice's place, or rewrites the one that is there. What may have been sent is written down before it is,
 * so that not even a process which dies in between says it twice where the service can tell.
 */
export async function publish(
  outbox: Outbox,
  voice: Voice,
  message: { runId: string; kind: string; body: string },
  nowMs: number,
  signal: AbortSignal,
): Promise<VoiceAnswer> {
  const { kind, body } = message
  const key = keyOf(message)
  const post = outbox.post(key, voice.place)
  if (post === null) outbox.rememberPost(key, voice.place, { messageId: null }, nowMs)
  const answer = await voice.say(
    {
      key,
      body,
      messageId: post?.messageId ?? null,
      isLoud: isLoud(kind),
      mayBeThere: post !== null,
    },
    signal,
  )
  if (answer.kind === 'delivered' && answer.messageId !== null && answer.messageId !== post?.messageId)
    outbox.rememberPost(key, voice.place, { messageId: answer.messageId }, nowMs)
  return answer
}
