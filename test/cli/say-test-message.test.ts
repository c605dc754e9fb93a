import { expect, test } from 'vitest'
import { systemClock } from '../../src/adapters/clock.ts'
import { createIds } from '../../src/adapters/ids.ts'
import { sayTestMessage } from '../../src/cli/say-test-message.ts'
import type { App } from '../../src/compose.ts'
import type { VoiceAnswer } from '../../src/ports/voice.ts'

function sayTo(answer: VoiceAnswer | null) {
  const voice = { name: 'Discord', place: 'a channel', say: async () => answer }
  const app = {
    world: { ids: createIds(systemClock) },
    ways: async () => (answer === null ? null : { voices: [voice] }),
  }
  return sayTestMessage(app as unknown as Pick<App, 'ways' | 'world'>)
}

test('a test message that was refused, or has nowhere to go, is not said to have arrived', async () => {
  expect(await sayTo({ kind: 'delivered', messageId: '1' })).toEqual({
    isSaid: true,
    text: 'Discord took a test message.',
  })
  expect(await sayTo({ kind: 'closed', reason: 'the webhook is gone (404)' })).toEqual({
    isSaid: false,
    text: 'Discord did not take a test message: the webhook is gone (404).',
  })
  expect(await sayTo(null)).toMatchObject({ isSaid: false })
})
