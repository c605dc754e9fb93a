/** The bot's own id, which its token begins with. */
export function botIdOf(token: string): string {
  return Buffer.from(token.split('.')[0] ?? '', 'base64').toString('latin1')
}
