/**
 * The last JSON object that stands in a command's output: the CLI may print warnings before it and notes after it.
 * null when there is none.
 */
export function findJson(output: string): unknown {
  const whole = parse(output)
  if (whole !== undefined) return whole
  const lines = output.split('\n')
  for (let first = lines.length - 1; first >= 0; first -= 1) {
    if (!/^[{[]/.test(lines[first] ?? '')) continue
    for (let last = lines.length; last > first; last -= 1) {
      if (!/[}\]]\s*$/.test(lines[last - 1] ?? '')) continue
      const found = parse(lines.slice(first, last).join('\n'))
      if (found !== undefined) return found
    }
  }
  return null
}

/** undefined for what is no JSON: the caller looks elsewhere. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
