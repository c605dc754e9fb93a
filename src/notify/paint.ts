export type Tone = 'good' | 'warn' | 'bad' | 'quiet' | 'strong'

export type Paint = (tone: Tone, text: string) => string

const codes: Record<Tone, string> = { good: '32', warn: '33', bad: '31', quiet: '2', strong: '1' }

export function createPaint(options: { colour: boolean }): Paint {
  if (!options.colour) return (_tone, text) => text
  return (tone, text) => (text === '' ? '' : `\u001b[${codes[tone]}m${text}\u001b[0m`)
}
