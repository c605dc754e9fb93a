import type { App } from '../compose.ts'

const timeoutMs = 15_000

/** Says something where reports go; whether it arrived, and how it went in a sentence. */
export async function sayTestMessage(
  app: Pick<App, 'ways' | 'world'>,
): Promise<{ isSaid: boolean; text: string }> {
  const ways = await app.ways()
  if (ways === null)
    return { isSaid: false, text: 'Neither a Discord bot nor a webhook is set: nothing was said.' }
  const [voice] = ways.voices
  const body = JSON.stringify({
    content: 'moltd can reach you here: this is where its reports go.',
    allowed_mentions: { parse: [] },
  })
  const saying = { key: app.world.ids.newId(), body, messageId: null, isLoud: false, mayBeThere: false }
  const answer = await voice.say(saying, AbortSignal.timeout(timeoutMs))
  return answer.kind === 'delivered'
    ? { isSaid: true, text: `${voice.name} took a test message.` }
    : { isSaid: false, text: `${voice.name} did not take a test message: ${answer.reason}.` }
}
