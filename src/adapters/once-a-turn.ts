/** The same question, asked again before the event loop has turned, shares its answer: nobody learns less by that. */
export function onceATurn<Key extends string, Answer>(
  ask: (key: Key) => Promise<Answer>,
): (key: Key) => Promise<Answer> {
  const asked = new Map<Key, Promise<Answer>>()
  return key => {
    const known = asked.get(key)
    if (known !== undefined) return known
    const answer = ask(key)
    asked.set(key, answer)
    setImmediate(() => asked.delete(key))
    return answer
  }
}
